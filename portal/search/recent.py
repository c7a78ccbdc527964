"""What was used most recently, kept in memory within a bound."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Recent(Generic[Key, Value]):
    """A mapping that forgets what was not used for longest. Several threads may use it."""

    def __init__(self, limit: int, weigh: Callable[[Key, Value], int]) -> None:
        """``limit``: how much to keep at most, in what ``weigh`` measures of a key and its value."""
        self._limit = limit
        self._weigh = weigh
        self._weight = 0
        self._kept: OrderedDict[Key, Value] = OrderedDict()
        self._lock = threading.Lock()

    def __contains__(self, key: Key) -> bool:
        """Whether there is a value, without counting it as a use."""
        return key in self._kept

    def get(self, key: Key) -> Value | None:
        """The value if it is still kept."""
        with self._lock:
            if key not in self._kept:
                return None
            self._kept.move_to_end(key)
            return self._kept[key]

    def put(self, key: Key, value: Value) -> None:
        """Keep a value."""
        with self._lock:
            if key in self._kept:
                self._weight -= self._weigh(key, self._kept.pop(key))
            self._kept[key] = value
            self._weight += self._weigh(key, value)
            while self._weight > self._limit:
                self._weight -= self._weigh(*self._kept.popitem(last=False))
