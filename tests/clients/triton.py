"""Calls an endpoint with NVIDIA's Triton client and prints what it was given, as JSON.

Usage: triton.py HOST:PORT ENDPOINT KEY
"""

import json
import sys

import numpy as np
import tritonclient.http as triton

host, endpoint, key = sys.argv[1:]
headers = {"Authorization": f"Bearer {key}"}
client = triton.InferenceServerClient(url=host)
rows = np.array([[5.1, 3.5, 1.4, 0.2], [6.0, 2.2, 4.0, 1.0]], dtype=np.float32)


def infer(binary, request_id):
    tensor = triton.InferInput("X", list(rows.shape), "FP32")
    tensor.set_data_from_numpy(rows, binary_data=binary)
    outputs = [triton.InferRequestedOutput(name, binary_data=binary) for name in ("label", "probabilities")]
    result = client.infer(endpoint, [tensor], outputs=outputs, headers=headers, request_id=request_id)
    return {
        "label": result.as_numpy("label").tolist(),
        "probabilities": result.as_numpy("probabilities").tolist(),
        "id": result.get_response().get("id"),
    }


def refusal(call):
    try:
        call()
    except triton.InferenceServerException as error:
        return {"status": error.status(), "message": error.message()}
    return None


def infer_three_columns():
    tensor = triton.InferInput("X", [1, 3], "FP32")
    tensor.set_data_from_numpy(rows[:1, :3], binary_data=True)
    client.infer(endpoint, [tensor], headers=headers)


print(
    json.dumps(
        {
            "live": client.is_server_live(),
            "ready": client.is_server_ready(),
            "model_ready": client.is_model_ready(endpoint, headers=headers),
            "metadata": client.get_model_metadata(endpoint, headers=headers),
            "json": infer(binary=False, request_id="42"),
            "binary": infer(binary=True, request_id="43"),
            "wrong_shape": refusal(infer_three_columns),
            "no_model": refusal(lambda: client.get_model_metadata("nobody", headers=headers)),
        }
    )
)
