"""Work for several processors: pure Python holds one of them, so each gets a process of its own."""

import os
import signal
from collections import deque
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context, parent_process
from threading import Thread
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")


def side_by_side(work: Callable[[T], R], items: Sequence[T], workers: int) -> Generator[R, None, None]:
    """What comes of each item, in their order; whoever stops asking stops the work not yet begun.

    One worker, or one item, and all is done here. Raises OSError when a process ends without an answer.
    """
    workers = min(workers, len(items))
    if workers <= 1:
        yield from map(work, items)
        return
    pool = ProcessPoolExecutor(workers, get_context("spawn"), initializer=_serve)
    try:
        waiting = deque(pool.submit(work, item) for item in items)
        while waiting:
            yield waiting.popleft().result()
    except BrokenProcessPool as error:
        raise OSError("a process ended in the middle of its work; it may have wanted more memory") from error
    finally:
        pool.shutdown(cancel_futures=True)


def _serve() -> None:
    """In each process: an interruption is the first one's to answer, and none outlives it, however it was ended."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_the_first, daemon=True).start()


def _end_with_the_first() -> None:
    if first := parent_process():
        first.join()
        os._exit(1)
