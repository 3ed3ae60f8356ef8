"""Steps that test/compat/boto3.ts runs: boto3-client.py STEP, with the endpoint in the environment."""
import hashlib
import io
import os
import sys
import urllib.error
import urllib.request

import boto3
from boto3.s3.transfer import TransferConfig
from botocore.client import Config
from botocore.exceptions import ClientError
from urllib3.filepost import encode_multipart_formdata

endpoint = os.environ["AWS_ENDPOINT_URL"]


def client(**config):
    return boto3.client("s3", endpoint_url=endpoint, config=Config(**config))


def code_of(call, **arguments):
    try:
        call(**arguments)
    except ClientError as error:
        return error.response["Error"]["Code"]
    return None


def multipart():
    s3 = client()
    s3.create_bucket(Bucket="boto-large")
    body = os.urandom(20 * 1024 * 1024 + 17)
    parts = TransferConfig(multipart_threshold=5 * 1024 * 1024, multipart_chunksize=5 * 1024 * 1024)
    s3.upload_fileobj(io.BytesIO(body), "boto-large", "big", Config=parts,
                      ExtraArgs={"Metadata": {"colour": "green"}, "ContentType": "a/b"})
    head = s3.head_object(Bucket="boto-large", Key="big")
    assert head["ETag"].endswith('-5"'), head
    assert head["Metadata"] == {"colour": "green"} and head["ContentType"] == "a/b", head
    back = io.BytesIO()
    s3.download_fileobj("boto-large", "big", back, Config=parts)
    assert hashlib.sha256(back.getvalue()).digest() == hashlib.sha256(body).digest()
    ranged = s3.get_object(Bucket="boto-large", Key="big", Range="bytes=5242870-5242889")
    assert ranged["Body"].read() == body[5242870:5242890]
    second = s3.get_object(Bucket="boto-large", Key="big", PartNumber=2)
    assert second["Body"].read() == body[5242880:10485760] and second["PartsCount"] == 5, second
    s3.copy({"Bucket": "boto-large", "Key": "big"}, "boto-large", "copy", Config=parts)
    assert s3.get_object(Bucket="boto-large", Key="copy")["Body"].read() == body


def listing():
    s3 = client()
    s3.create_bucket(Bucket="boto-list")
    keys = ["a", "a/b", "a/c", "b+ &%", "c\u00e4", "d/e/f", "\U0001F600", "\uFFFD"]
    for key in keys:
        s3.put_object(Bucket="boto-list", Key=key, Body=key.encode())
    pages = s3.get_paginator("list_objects_v2").paginate(
        Bucket="boto-list", PaginationConfig={"PageSize": 3})
    found = [entry["Key"] for page in pages for entry in page.get("Contents", [])]
    assert found == sorted(keys, key=lambda key: key.encode()), found
    rolled = s3.list_objects_v2(Bucket="boto-list", Delimiter="/")
    assert [prefix["Prefix"] for prefix in rolled["CommonPrefixes"]] == ["a/", "d/"], rolled
    for key in keys:
        assert s3.get_object(Bucket="boto-list", Key=key)["Body"].read() == key.encode()
    gone = s3.delete_objects(Bucket="boto-list", Delete={"Objects": [{"Key": k} for k in keys]})
    assert len(gone["Deleted"]) == len(keys) and "Errors" not in gone, gone
    assert "Contents" not in s3.list_objects_v2(Bucket="boto-list")


def presigned():
    boto3.client("s3", endpoint_url=endpoint).create_bucket(Bucket="boto-links")
    for version in ["s3v4", "s3"]:
        s3 = client(signature_version=version)
        where = {"Bucket": "boto-links", "Key": "a b/" + version}
        put = s3.generate_presigned_url("put_object", Params=where, ExpiresIn=60)
        request = urllib.request.Request(put, data=b"hello", method="PUT")
        # SigV2 signs the content type, and urllib would otherwise invent one.
        request.add_unredirected_header("Content-Type", "")
        assert urllib.request.urlopen(request).status == 200
        get = s3.generate_presigned_url("get_object", Params=where, ExpiresIn=60)
        assert urllib.request.urlopen(get).read() == b"hello"


def upload(form, **file):
    content = ("mouse.jpg", file["content"], "image/jpeg")
    body, kind = encode_multipart_formdata([*form["fields"].items(), ("file", content)])
    request = urllib.request.Request(form["url"], data=body, headers={"Content-Type": kind})
    try:
        return urllib.request.urlopen(request).status
    except urllib.error.HTTPError as error:
        return error.status


def form():
    boto3.client("s3", endpoint_url=endpoint).create_bucket(Bucket="boto-forms")
    for version in ["s3v4", "s3"]:
        s3 = client(signature_version=version)
        form = s3.generate_presigned_post(
            "boto-forms", version + "/${filename}",
            Fields={"x-amz-meta-colour": "green", "success_action_status": "201"},
            Conditions=[{"x-amz-meta-colour": "green"}, {"success_action_status": "201"},
                        ["content-length-range", 1, 1000000]])
        assert upload(form, content=b"squeak" * 100000) == 201
        got = s3.get_object(Bucket="boto-forms", Key=version + "/mouse.jpg")
        assert got["Body"].read() == b"squeak" * 100000 and got["Metadata"] == {"colour": "green"}
        assert upload(form, content=b"") == 400
        form["fields"]["x-amz-meta-colour"] = "red"
        assert upload(form, content=b"squeak") == 403


def versions():
    s3 = client()
    s3.create_bucket(Bucket="boto-versions")
    s3.put_bucket_versioning(Bucket="boto-versions", VersioningConfiguration={"Status": "Enabled"})
    where = {"Bucket": "boto-versions", "Key": "note"}
    ids = [s3.put_object(**where, Body=text)["VersionId"] for text in (b"one", b"two")]
    s3.delete_object(**where)
    assert code_of(s3.get_object, **where) == "NoSuchKey"
    assert s3.get_object(**where, VersionId=ids[0])["Body"].read() == b"one"
    bucket = boto3.resource("s3", endpoint_url=endpoint).Bucket("boto-versions")
    assert len(list(bucket.object_versions.all())) == 3
    bucket.object_versions.delete()
    bucket.delete()
    assert code_of(s3.head_bucket, Bucket="boto-versions") == "404"


def conditions():
    s3 = client()
    s3.create_bucket(Bucket="boto-conditions")
    where = {"Bucket": "boto-conditions", "Key": "note"}
    tag = s3.put_object(**where, Body=b"one", Tagging="a=1&b=2")["ETag"]
    assert code_of(s3.get_object, **where, IfNoneMatch=tag) == "304"
    assert code_of(s3.get_object, **where, IfMatch='"0"') == "PreconditionFailed"
    assert s3.get_object(**where, IfMatch=tag)["TagCount"] == 2
    tags = s3.get_object_tagging(**where)["TagSet"]
    assert tags == [{"Key": "a", "Value": "1"}, {"Key": "b", "Value": "2"}], tags
    assert code_of(s3.get_object, Bucket="boto-conditions", Key="none") == "NoSuchKey"
    assert code_of(s3.get_object, Bucket="boto-none", Key="none") == "NoSuchBucket"
    assert code_of(s3.get_object_torrent, **where) == "NotImplemented"


steps = {step.__name__: step for step in (
    multipart, listing, presigned, form, versions, conditions)}
steps[sys.argv[1]]()
print("done")
