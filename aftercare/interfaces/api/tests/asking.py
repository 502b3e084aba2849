API = "/api/v1"


def get(client, path, **query):
    return client.get(API + path, query)


def post(client, path, body, **headers):
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.post(API + path, body, content_type="application/json", headers=sent)


def patch(client, path, body):
    return client.patch(API + path, body, content_type="application/json")
