from datetime import UTC, datetime
from io import BytesIO

from PIL import ExifTags, Image
from PIL.PngImagePlugin import PngInfo

from aftercare.base.files.steps import link, store
from aftercare.kit.refs import Ref

NOON = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)
XMP = (
    b'<?xpacket begin=""?><x:xmpmeta><rdf:RDF><rdf:Description exif:GPSLatitude="14,35.5N"'
    b" drone-dji:GpsLongtitude='+121.00' tiff:Make=\"Phone\">"
    b"<exif:GPSAltitude>35/1</exif:GPSAltitude></rdf:Description></rdf:RDF></x:xmpmeta>"
)


def make_photo(kind="JPEG", *, size=(32, 24), gps=True, **given):
    """Return a photo with its turn and, if wanted, the place where it was taken."""
    image = Image.new("RGB", size, "red")
    exif = image.getexif()
    exif[ExifTags.Base.Orientation] = 6
    exif[ExifTags.Base.Make] = "Phone"
    if gps:
        exif[ExifTags.IFD.GPSInfo] = {
            ExifTags.GPS.GPSLatitudeRef: "N",
            ExifTags.GPS.GPSLatitude: (14.0, 35.0, 30.5),
            ExifTags.GPS.GPSLongitudeRef: "E",
            ExifTags.GPS.GPSLongitude: (121.0, 0.0, 12.25),
        }
    out = BytesIO()
    image.save(out, kind, exif=exif, **given)
    return out.getvalue()


def make_packed_png():
    """Return a PNG that hides a place in packed texts, as some tools write it."""
    notes = PngInfo()
    notes.add_text("Raw profile type exif", "GPSLatitude 14 35", zip=True)
    notes.add_text("Raw profile type APP1", "GPSLatitude 14 35")
    notes.add_itxt("XML:com.adobe.xmp", XMP.decode(), zip=True)
    notes.add_text("Title", "Board 7")
    out = BytesIO()
    Image.new("RGB", (8, 8), "red").save(out, "PNG", pnginfo=notes)
    return out.getvalue()


def make_link(content=b"log", *, name="uart.log", subject="case:1", readers=("team:3",), at=NOON):
    kind, _, number = subject.partition(":")
    return link(
        store(content, at=at), Ref(kind, int(number)), name=name, readers=list(readers), at=at
    )
