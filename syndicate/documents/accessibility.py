"""What WeasyPrint leaves out of an accessible file: PDF/UA-1 beside PDF/A-3a, languages, header scopes.

Each repair reaches into WeasyPrint 70, which the lock file pins; the tests look for its result in a PDF.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["complete_tags", "identify"]

_PDFUA = "http://www.aiim.org/pdfua/ns/id/"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_EXTENSION = "http://www.aiim.org/pdfa/ns/extension/"
_SCHEMA = "http://www.aiim.org/pdfa/ns/schema#"
_PROPERTY = "http://www.aiim.org/pdfa/ns/property#"


def complete_tags() -> None:
    """Give parts in another language their `Lang`, and header cells their `Scope`. Once a process."""
    import pydyf  # type: ignore[import-untyped]
    from weasyprint.pdf import tags

    plain = tags._build_box_tree  # noqa: SLF001 - pinned, and a test looks for the result
    if hasattr(plain, "completes"):
        return

    def complete(box: Any, *rest: Any) -> Iterator[Any]:  # noqa: ANN401 - its boxes have no types
        for element in plain(box, *rest):
            source = getattr(box, "element", None)
            if source is not None and box.element_tag not in {"html", "body"}:
                if language := source.attrib.get("lang"):
                    element["Lang"] = pydyf.String(language)
                if element["S"] == "/TH" and "A" in element:
                    row = source.attrib.get("scope") == "row"
                    element["A"]["Scope"] = "/Row" if row else "/Column"
            yield element

    complete.completes = plain  # type: ignore[attr-defined]
    tags._build_box_tree = complete  # noqa: SLF001


def identify(metadata: Any) -> None:  # noqa: ANN401 - its class has no types
    """Let the document of `metadata` say PDF/UA-1 beside PDF/A-3a, in the one RDF block readers look at.

    WeasyPrint writes one variant a file; a second block by `xmp_metadata` would not be read.
    """
    plain = metadata.generate_rdf_metadata

    def both(variant: str, version: int, conformance: str) -> bytes:
        root = ET.fromstring(plain(variant, version, conformance))  # noqa: S314 - written by us
        about = f"{{{_RDF}}}about"
        ET.SubElement(root, f"{{{_RDF}}}Description", {about: "", f"{{{_PDFUA}}}part": "1"})
        root.append(_extension_schema())
        text: bytes = ET.tostring(root, encoding="utf-8")
        return text

    metadata.generate_rdf_metadata = both


def _extension_schema() -> ET.Element:
    """PDF/A wants every property described that is not its own: `pdfuaid:part` (ISO 19005-3, 6.6.2.3)."""
    for prefix, space in (("pdfaExtension", _EXTENSION), ("pdfaSchema", _SCHEMA)):
        ET.register_namespace(prefix, space)
    ET.register_namespace("pdfaProperty", _PROPERTY)
    resource = {f"{{{_RDF}}}parseType": "Resource"}
    description = ET.Element(f"{{{_RDF}}}Description", {f"{{{_RDF}}}about": ""})
    schemas = ET.SubElement(description, f"{{{_EXTENSION}}}schemas")
    bag = ET.SubElement(schemas, f"{{{_RDF}}}Bag")
    schema = ET.SubElement(bag, f"{{{_RDF}}}li", resource)
    ET.SubElement(schema, f"{{{_SCHEMA}}}schema").text = "PDF/UA identification schema"
    ET.SubElement(schema, f"{{{_SCHEMA}}}namespaceURI").text = _PDFUA
    ET.SubElement(schema, f"{{{_SCHEMA}}}prefix").text = "pdfuaid"
    listed = ET.SubElement(schema, f"{{{_SCHEMA}}}property")
    seq = ET.SubElement(listed, f"{{{_RDF}}}Seq")
    item = ET.SubElement(seq, f"{{{_RDF}}}li", resource)
    ET.SubElement(item, f"{{{_PROPERTY}}}name").text = "part"
    ET.SubElement(item, f"{{{_PROPERTY}}}valueType").text = "Integer"
    ET.SubElement(item, f"{{{_PROPERTY}}}category").text = "internal"
    ET.SubElement(item, f"{{{_PROPERTY}}}description").text = "Part of ISO 14289 the file keeps to"
    return description
