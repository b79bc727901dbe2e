"""An account as ESIA's REST tells it: only what the scopes open, dates as ДД.ММ.ГГГГ."""

from typing import Any

from sandbox.esia.accounts import Account
from sandbox.people import DemoPerson

SEXES = {"male": "M", "female": "F"}
NEW_POLIS_DIGITS = 16

Json = dict[str, Any]


def person_json(account: Account, scopes: set[str]) -> Json:
    """Return /rs/prns/{oid}."""
    return {
        "stateFacts": ["EntityRoot"],
        **_fields(account.person, scopes, ""),
        "trusted": account.is_trusted,
        "citizenship": "RUS",
        "status": "REGISTERED",
        "verifying": False,
        "updatedOn": 1523386683,
        "rIdDoc": 3571,
        "eTag": "8D7F1B5E",
    }


def contacts_json(account: Account) -> list[Json]:
    """Return the elements of /ctts: the mobile, a number it may become, and an e-mail."""
    phone = account.phone
    return [
        {"id": 1, "type": "EML", "vrfStu": "NOT_VERIFIED", "value": "demo@example.ru"},
        {
            "id": 2,
            "type": "MBT",
            "vrfStu": "VERIFIED",
            "value": f"+7({phone[:3]}){phone[3:]}",
            "verifyingValue": "+7(902)9999999",
            "vrfValStu": "VERIFYING",
        },
    ]


def documents_json(person: DemoPerson) -> list[Json]:
    """Return the elements of /docs: a passport that nobody needs, and the polis if there is one."""
    passport = {"id": 11, "type": "RF_PASSPORT", "vrfStu": "VERIFIED", "series": "0000", "number": "000000"}
    return [passport, *_polis(person)]


def child_json(child: DemoPerson, scopes: set[str]) -> Json:
    """Return one of /kids; the documents come with the child if the scope opens them."""
    fields = {"id": child.key, **_fields(child, scopes, "kid_")}
    if "kid_medical_doc" in scopes:
        fields["documents"] = collection(_polis(child))
    return fields


def collection(elements: list[Any]) -> Json:
    """Return ESIA's shape of a collection."""
    return {"stateFacts": ["hasSize"], "size": len(elements), "elements": elements}


def _fields(person: DemoPerson, scopes: set[str], prefix: str) -> Json:
    year, month, day = person.birth_date.split("-")
    names = {"lastName": person.surname, "firstName": person.given_name, "middleName": person.patronymic}
    by_scope: dict[str, Json] = {
        "fullname": names,
        "birthdate": {"birthDate": f"{day}.{month}.{year}"},
        "gender": {"gender": SEXES[person.sex]},
        "snils": {"snils": _snils(person.snils)},
    }
    found: Json = {}
    for scope, values in by_scope.items():
        if prefix + scope in scopes:
            found |= values
    return found


def _snils(digits: str | None) -> str | None:
    return digits and f"{digits[:3]}-{digits[3:6]}-{digits[6:9]} {digits[9:]}"


def _polis(person: DemoPerson) -> list[Json]:
    if not person.polis:
        return []
    name = "unitedNumber" if len(person.polis) == NEW_POLIS_DIGITS else "number"
    return [{"id": 12, "type": "MDCL_PLCY", "vrfStu": "NOT_VERIFIED", name: person.polis}]
