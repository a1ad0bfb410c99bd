"""Characters: how names are counted, found, sent and drawn without ever changing what is stored."""

from madoguchi.domain.text.addresses import address_key, phone_key, same_address
from madoguchi.domain.text.clusters import clusters, code_points, length
from madoguchi.domain.text.coverage import FontCoverage, Undrawable, undrawable
from madoguchi.domain.text.encodings import Encoded, Profile, Replacement, encode
from madoguchi.domain.text.kana import kana_key, kana_meets, kana_query
from madoguchi.domain.text.keys import KEY_VERSION, name_contains, name_key, name_query, names_meet
from madoguchi.domain.text.mj import is_selector, table
from madoguchi.domain.text.postal import Town, town_of, towns_in, towns_of
from madoguchi.domain.text.selectors import MojiJohoText, SelectorFinding, to_moji_joho

__all__ = [
    "KEY_VERSION",
    "Encoded",
    "FontCoverage",
    "MojiJohoText",
    "Profile",
    "Replacement",
    "SelectorFinding",
    "Town",
    "Undrawable",
    "address_key",
    "clusters",
    "code_points",
    "encode",
    "is_selector",
    "kana_key",
    "kana_meets",
    "kana_query",
    "length",
    "name_contains",
    "name_key",
    "name_query",
    "names_meet",
    "phone_key",
    "same_address",
    "table",
    "to_moji_joho",
    "town_of",
    "towns_in",
    "towns_of",
    "undrawable",
]
