"""Characters: how names are counted, found, sent and drawn without ever changing what is stored."""

from madoguchi.domain.text.addresses import address_key, phone_key, same_address
from madoguchi.domain.text.clusters import clusters, code_points, length
from madoguchi.domain.text.kana import kana_key
from madoguchi.domain.text.keys import KEY_VERSION, name_contains, name_key, name_query, names_meet

__all__ = [
    "KEY_VERSION",
    "address_key",
    "clusters",
    "code_points",
    "kana_key",
    "length",
    "name_contains",
    "name_key",
    "name_query",
    "names_meet",
    "phone_key",
    "same_address",
]
