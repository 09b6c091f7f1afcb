"""`python -m benchmarks [suite …]` runs every suite, or those named; each prints its table."""

import sys
from collections.abc import Callable, Mapping

from benchmarks import answers, deliveries, look_up, questions
from benchmarks.broadcast import run as broadcast
from benchmarks.serving import run as serving

SUITES: Mapping[str, Callable[[], None]] = {
    "answers": answers.main,
    "broadcast": broadcast.main,
    "deliveries": deliveries.main,
    "look_up": look_up.main,
    "questions": questions.main,
    "serving": serving.main,
}


def main() -> None:
    """Run the suites named on the command line, all where none is."""
    unknown = set(sys.argv[1:]) - SUITES.keys()
    if unknown:
        sys.exit(f"No suite {', '.join(sorted(unknown))}; there are {', '.join(SUITES)}.")
    for name in sys.argv[1:] or SUITES:
        SUITES[name]()


if __name__ == "__main__":
    main()
