"""Where somebody is sent, as a value and as the text that is kept and sent."""

from typing import NamedTuple, Self

from kiosk.wire import DirectionAnswer


class Directed(NamedTuple):
    """``text``: the answer as JSON, written once for the row and for the reply. It travels beside the answer:
    kept in it, a copy with something changed would carry the old text along.
    """

    answer: DirectionAnswer
    text: str

    @classmethod
    def of(cls, answer: DirectionAnswer) -> Self:
        return cls(answer, answer.model_dump_json())
