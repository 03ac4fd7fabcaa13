"""Starts ministack, with three things done as AWS does them and ministack does not.

1. AWS::SecretsManager::ResourcePolicy exists.
2. A secret cannot be created under a name that is taken, so a template that keeps one behind shows.
3. A handler `file.name` may be a file.cjs, as in Lambda's runtime client.

It binds to BIND_HOST:GATEWAY_PORT, which the caller sets (its own default is every interface).
"""

import json

from ministack.app import main
from ministack.core import lambda_runtime
from ministack.services import secretsmanager
from ministack.services.cloudformation import provisioners

SECRET = "AWS::SecretsManager::Secret"


def put_policy(_logical_id, props, _stack_name):
    policy = {"SecretId": props["SecretId"], "ResourcePolicy": json.dumps(props["ResourcePolicy"])}
    status, _headers, body = secretsmanager._put_resource_policy(policy)
    if status >= 400:
        raise ValueError(f"AWS::SecretsManager::ResourcePolicy: {body!r}")
    return f"{props['SecretId']}-policy", {}


def delete_policy(_physical_id, props):
    secretsmanager._delete_resource_policy({"SecretId": props["SecretId"]})


def refuse_taken_names(create):
    def checked(logical_id, props, stack_name):
        name = props.get("Name")
        if name in secretsmanager._secrets:
            raise ValueError(f"The operation failed because the secret {name} already exists.")
        return create(logical_id, props, stack_name)

    return checked


def load_cjs(node_worker):
    only_mjs = 'const mjsPath = fullPath + ".mjs";'
    assert only_mjs in node_worker, "ministack's worker has changed: is this still needed?"
    return node_worker.replace(only_mjs, 'const mjsPath = [".mjs", ".cjs"].map((e) => fullPath + e).find((p) => fs.existsSync(p));')


handlers = provisioners._RESOURCE_HANDLERS
assert "AWS::SecretsManager::ResourcePolicy" not in handlers, "ministack knows resource policies now"
handlers["AWS::SecretsManager::ResourcePolicy"] = {"create": put_policy, "delete": delete_policy}
handlers[SECRET] = {**handlers[SECRET], "create": refuse_taken_names(provisioners._sm_secret_create)}

worker = next(name for name, value in vars(lambda_runtime).items() if isinstance(value, str) and "mjsPath" in value)
setattr(lambda_runtime, worker, load_cjs(getattr(lambda_runtime, worker)))

if __name__ == "__main__":
    main()
