import gc

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules

USUAL = (700, 10, 10)
"""How often Python looks for cycles by itself."""


class UiConfig(AppConfig):
    name = "aftercare.interfaces.ui"

    def ready(self) -> None:
        autodiscover_modules("navigation", "commands", "topics")
        # What is loaded by now stays; from here on cycles may hold what is large.
        gc.collect()
        gc.freeze()
        gc.set_threshold(*USUAL)
