from aftercare.interfaces.ui.assets import App, Receive, Scope, Send
from aftercare.interfaces.ui.live.views import hub


class Lifespan:
    """Ends the streams to browsers when the server wants to stop."""

    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Follow the life of the server; pass everything else on."""
        if scope["type"] != "lifespan":
            await self.app(scope, receive, send)
            return
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                hub.start()
                await send({"type": "lifespan.startup.complete"})
            else:
                await hub.close()
                await send({"type": "lifespan.shutdown.complete"})
                return
