"""Searches MLflow's own registry for what Vitrine is asked in the same run; writes milliseconds and counts as JSON.

Usage: peer.py VERSIONS REGISTRY.db OUT.json. The registry holds what registry.rs writes: ten versions a model, five tags a
version, and the framework as one more. MLflow makes its own tables; the rows are written in bulk, the search is its client's.
"""

import json
import pathlib
import sqlite3
import statistics
import sys
import time

from mlflow import MlflowClient

TIMES = 7
PAGE = 100
FILTER = "tag.task = 't3' and tag.framework = 'f2'"
TAGS = [("task", "t", 20, 3), ("team", "x", 50, 7), ("stage", "s", 4, 11), ("owner", "o", 1000, 1), ("data", "d", 7, 13)]


def fill(path: pathlib.Path, versions: int) -> None:
    database = sqlite3.connect(path)
    columns = {row[1] for row in database.execute("pragma table_info(model_version_tags)")}
    extra, value = (", workspace", ", 'default'") if "workspace" in columns else ("", "")
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


def all_pages(client: MlflowClient) -> int:
    found, token = 0, None
    while True:
        page = client.search_model_versions(FILTER, max_results=PAGE, page_token=token)
        found, token = found + len(page), page.token
        if not token:
            return found


def main() -> None:
    versions, path, out = int(sys.argv[1]), pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])
    # The same for both: runs would be kept in the working folder otherwise.
    client = MlflowClient(tracking_uri=f"sqlite:///{path}", registry_uri=f"sqlite:///{path}")
    client.search_registered_models(max_results=1)
    fill(path, versions)
    times = []
    for _ in range(TIMES):
        began = time.perf_counter()
        page = client.search_model_versions(FILTER, max_results=PAGE)
        times.append((time.perf_counter() - began) * 1e3)
    found = {"milliseconds": statistics.median(times), "page": len(page), "total": all_pages(client)}
    out.write_text(json.dumps(found))


if __name__ == "__main__":
    main()
