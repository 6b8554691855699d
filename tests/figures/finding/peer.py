"""Searches MLflow's own registry for what Vitrine is asked in the same run; writes milliseconds as JSON.

Usage: peer.py VERSIONS FOLDER OUT.json. The registry holds what src-tauri/crates/store/examples/finding writes: ten versions a
model, five tags a version. MLflow makes its own tables; the rows are written in bulk, the search is its client's.
"""

import json
import pathlib
import sqlite3
import statistics
import sys
import time

from mlflow import MlflowClient

TIMES = 7
TAGS = [("task", "t", 20, 3), ("team", "x", 50, 7), ("stage", "s", 4, 11), ("owner", "o", 1000, 1), ("data", "d", 7, 13)]


def fill(path: pathlib.Path, versions: int) -> None:
    database = sqlite3.connect(path)
    columns = {row[1] for row in database.execute("pragma table_info(model_version_tags)")}
    workspace = "workspace" in columns
    extra, value = (", workspace", ", 'default'") if workspace else ("", "")
    with database:
        database.executemany(
            f"insert into registered_models (name, creation_time, last_updated_time{extra}) values (?, 0, 0{value})",
            [(f"model-{model}",) for model in range(1, versions // 10 + 1)],
        )
        rows = [(f"model-{(i - 1) // 10 + 1}", (i - 1) % 10 + 1, i) for i in range(1, versions + 1)]
        database.executemany(
            "insert into model_versions (name, version, creation_time, last_updated_time, current_stage, source, status"
            f"{extra}) values (?, ?, 0, ?, 'None', 'file:///m', 'READY'{value})",
            rows,
        )
        tags = [("framework", "f", 8, 17, 104729)] + [(*tag, 7919) for tag in TAGS]
        for key, prefix, count, stride, factor in tags:
            database.executemany(
                f"insert into model_version_tags (name, version, key, value{extra}) values (?, ?, ?, ?{value})",
                [(name, number, key, f"{prefix}{i * factor // stride % count}") for name, number, i in rows],
            )
    database.close()


def main() -> None:
    versions, folder = int(sys.argv[1]), pathlib.Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "mlflow.db"
    path.unlink(missing_ok=True)
    client = MlflowClient(registry_uri=f"sqlite:///{path}")
    client.search_registered_models(max_results=1)
    fill(path, versions)
    times, found = [], 0
    for _ in range(TIMES):
        began = time.perf_counter()
        page = client.search_model_versions("tag.task = 't3' and tag.framework = 'f2'", max_results=100)
        times.append((time.perf_counter() - began) * 1e3)
        found = len(page)
    pathlib.Path(sys.argv[3]).write_text(json.dumps({"search": statistics.median(times), "found": found}))


if __name__ == "__main__":
    main()
