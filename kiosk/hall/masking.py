"""A name as it may stand on the glass: enough for its owner to know it, too little for the person behind."""

MOST_STARS = 3  # a firm's name need not fill the line


def masked(name: str) -> str | None:
    """Hide the middle, or the end of a short name. None for an empty one.

    >>> masked("张小明"), masked("李明"), masked("欧阳小明")
    ('张*明', '李*', '欧**明')
    >>> masked("John Smith")
    'J*** S****'
    """
    words = name.split()
    if not words:
        return None
    if len(words) == 1:
        return _masked_word(words[0])
    return " ".join(word[0] + "*" * (len(word) - 1) for word in words)


def _masked_word(word: str) -> str:
    if len(word) <= 2:
        return word[0] + "*"
    return word[0] + "*" * min(len(word) - 2, MOST_STARS) + word[-1]
