"""Calls an endpoint's Azure ML and MLflow routes with requests and prints the answers, as JSON.

Usage: web.py SCORE_URL SWAGGER_URL INVOCATIONS_URL KEY
"""

import json
import sys

import requests

score, swagger, invocations, key = sys.argv[1:]
session = requests.Session()
session.headers["Authorization"] = f"Bearer {key}"
rows = [[5.1, 3.5, 1.4, 0.2], [6.0, 2.2, 4.0, 1.0]]
columns = ["sepal length", "sepal width", "petal length", "petal width"]


def post(url, **body):
    reply = session.post(url, timeout=10, **body)
    return {"status": reply.status_code, "body": reply.json(), "request_id": reply.headers.get("x-ms-request-id")}


# The example of an endpoint's Swagger document is a body that the endpoint accepts.
document = session.get(swagger, timeout=10).json()
example = document["definitions"]["ServiceInput"]["example"]

print(
    json.dumps(
        {
            "azure": post(score, json={"data": rows}),
            "azure_example": post(score, json=example),
            "azure_wrong": post(score, json={"data": [[1, 2]]}),
            "mlflow_split": post(invocations, json={"dataframe_split": {"columns": columns, "data": rows}}),
            "mlflow_instances": post(invocations, json={"instances": rows}),
            "mlflow_csv": post(
                invocations,
                data="a,b,c,d\n" + "\n".join(",".join(map(str, row)) for row in rows),
                headers={"Content-Type": "text/csv"},
            ),
            "mlflow_other_type": post(invocations, data="<rows/>", headers={"Content-Type": "application/xml"}),
        }
    )
)
