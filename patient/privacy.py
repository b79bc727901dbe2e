"""The privacy of values: a careless log line does no harm."""


class Private:
    """A value about a person: its ``repr`` tells the class and nothing else.

    A dataclass of this kind says ``repr=False``, or its own ``repr`` would come first.
    """

    __slots__ = ()

    def __repr__(self) -> str:
        return type(self).__name__
