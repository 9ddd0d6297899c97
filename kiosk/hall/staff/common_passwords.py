"""The passwords people try first: those most common in published leaks, with those common in Chinese halls added.

Most are too short anyway; they count also when repeated or with digits put around them.
"""

_WORDS = """
123456 password 12345678 qwerty 123456789 12345 1234 111111 1234567 dragon 123123 baseball abc123 football
monkey letmein shadow master 666666 qwertyuiop 123321 mustang 1234567890 michael 654321 superman 1qaz2wsx
7777777 121212 000000 qazwsx 123qwe killer trustno1 jordan jennifer zxcvbnm asdfgh hunter buster soccer harley
batman andrew tigger sunshine iloveyou 2000 charlie robert thomas hockey ranger daniel starwars klaster 112233
george computer michelle jessica pepper 1111 zxcvbn 555555 11111111 131313 freedom 777777 pass maggie 159753
aaaaaa ginger princess joshua cheese amanda summer love ashley 6969 nicole chelsea biteme matthew access yankees
987654321 dallas austin thunder taylor matrix welcome admin administrator login passw0rd password1 p@ssw0rd
changeme secret default guest root user test 1q2w3e4r 1q2w3e4r5t 1q2w3e qwer1234 qwe123 asdf1234 asdfghjkl
q1w2e3r4 zaq12wsx 1qaz@wsx 1qaz!qaz a123456 a12345678 a123456789 123456a 123456789a aa123456 abc123456 abcd1234
abc12345 5201314 520520 1314520 woaini woaini1314 woaini520 qq123456 wang123456 zhang123 li123456 88888888
888888 66666666 99999999 00000000 147258369 123654789 789456123 11223344 987654321a 0123456789 9876543210
iloveyou1 google qwerty123 qwerty1 letmein1 welcome1 admin123 admin888 power electric electricity state grid
stategrid sgcc 95598
"""

COMMON = frozenset(_WORDS.split())
