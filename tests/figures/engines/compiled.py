"""Prints microseconds a row of trees compiled to C, on one thread: `NAME ROWS TIME` a line."""

import pathlib
import statistics
import sys
import time

import numpy
import tl2cgen

COLUMNS = 30
ROUNDS = 9


def main(folder: pathlib.Path) -> None:
    for library in sorted(folder.glob("*.so")):
        predictor = tl2cgen.Predictor(str(library), nthread=1)
        rows = numpy.fromfile(library.with_suffix(".f32"), dtype=numpy.float32).reshape(-1, COLUMNS)
        for count in (1024, 65536):
            table = tl2cgen.DMatrix(numpy.ascontiguousarray(numpy.resize(rows, (count, COLUMNS))))
            times = []
            for _ in range(ROUNDS):
                began = time.perf_counter()
                predictor.predict(table)
                times.append(time.perf_counter() - began)
            print(library.stem, count, statistics.median(times) / count * 1e6)


main(pathlib.Path(sys.argv[1]))
