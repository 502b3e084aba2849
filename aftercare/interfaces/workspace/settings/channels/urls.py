from django.urls import URLPattern, URLResolver, path

from aftercare.interfaces.workspace.settings.channels import accounts, consent, quarantine

urlpatterns: list[URLPattern | URLResolver] = [
    path("channels", accounts.accounts, name="channels"),
    path("channels/new", accounts.choose_kind, name="channel-kinds"),
    path("channels/new/<slug:kind>", accounts.new_account, name="channel-new"),
    path("channels/<slug:code>", accounts.change_account, name="channel-edit"),
    path("connected", consent.connected, name="channel-connected"),
    path("channels/<slug:code>/connect", consent.connect, name="channel-connect"),
    path("channels/<slug:code>/test", accounts.test, name="channel-test"),
    path("channels/<slug:code>/pause", accounts.pause, name="channel-pause"),
    path("channels/<slug:code>/resume", accounts.resume, name="channel-resume"),
    path("channels/<slug:code>/remove", accounts.remove, name="channel-remove"),
    path("quarantine", quarantine.quarantine, name="quarantine"),
    path("quarantine/retry", quarantine.retry_all, name="quarantine-retry-all"),
    path("quarantine/<int:envelope_id>", quarantine.look, name="quarantine-look"),
    path("quarantine/<int:envelope_id>/raw", quarantine.save_raw, name="quarantine-raw"),
    path("quarantine/<int:envelope_id>/retry", quarantine.retry, name="quarantine-retry"),
    path("quarantine/<int:envelope_id>/discard", quarantine.discard, name="quarantine-discard"),
    path("quarantine/<int:envelope_id>/restore", quarantine.restore, name="quarantine-restore"),
    path("quarantine/sent/<int:message_id>", quarantine.send_again, name="quarantine-send"),
    path("quarantine/addresses/<int:identity_id>", quarantine.works_again, name="quarantine-works"),
]
