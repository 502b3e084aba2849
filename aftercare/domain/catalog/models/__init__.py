from aftercare.domain.catalog.models.items import Item, LifecycleDate

__all__ = ["Item", "LifecycleDate"]
