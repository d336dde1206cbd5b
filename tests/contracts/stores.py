"""A real S3 server on loopback, with objects in it."""

import os
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

import boto3
import pytest
from moto.server import ThreadedMotoServer

BUCKET = "media"


@contextmanager
def store(environment: pytest.MonkeyPatch, objects: dict[str, bytes]) -> Iterator[str]:
    """Serve a bucket named BUCKET and point the AWS_* environment to it. Gives the endpoint."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        environment.delenv(name)
    server = ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        endpoint = f"http://{host}:{port}"
        environment.setenv("AWS_ENDPOINT_URL", endpoint)
        environment.setenv("AWS_REGION", "us-east-1")
        environment.setenv("AWS_ACCESS_KEY_ID", "stand-in")
        environment.setenv("AWS_SECRET_ACCESS_KEY", "stand-in")
        # the server's memory outlives it
        urllib.request.urlopen(f"{endpoint}/moto-api/reset", data=b"").close()
        put(endpoint, objects)
        yield endpoint
    finally:
        server.stop()


def put(endpoint: str, objects: dict[str, bytes]) -> None:
    """Write objects, making the bucket where it is missing."""
    client = boto3.client("s3", endpoint_url=endpoint)
    client.create_bucket(Bucket=BUCKET)
    for key, content in objects.items():
        client.put_object(Bucket=BUCKET, Key=key, Body=content)
    client.close()


def remove(endpoint: str, key: str) -> None:
    """Delete one object."""
    client = boto3.client("s3", endpoint_url=endpoint)
    client.delete_object(Bucket=BUCKET, Key=key)
    client.close()
