"""The company of the Client-Secret, and its users, as version 2 of the API shows them."""

from typing import Any

CLIENT_SECRET = "local-client-secret"

USER_ID = "5f48eb3e65d7ee4946000001"
"""The active user, accepted as `createdByUser`."""

INACTIVE_USER_ID = "5f48eb3e65d7ee4946000002"
"""A user who has left, refused as `createdByUser`."""

COMPANY = {
    "id": "5171464ffbb708f33e000001",
    "companyName": "Exempelbygg AB",
    "address": "Storgatan 1",
    "zipCode": "111 22",
    "city": "Stockholm",
    "organizationNumber": "556677-8899",
}


def _user(user_id: str, first_name: str, last_name: str, active: bool) -> dict[str, Any]:
    return {
        "_id": user_id,
        "firstName": first_name,
        "lastName": last_name,
        "email": f"{first_name.lower()}@example.com",
        "personalNumber": "",
        "employeeNumber": "",
        "userName": first_name,
        "workPhone": "",
        "cellPhone": "",
        "createdDate": "2020-08-28T11:32:14.452Z",
        "modifiedDate": "2020-08-28T11:33:36.675Z",
        "userRoleId": 10,
        "isActive": active,
        "isActivated": True,
        "language": "SV",
        "workSchedules": [],
        "canHaveDynamicSchedule": False,
    }


USERS = {
    USER_ID: _user(USER_ID, "Astrid", "Ek", active=True),
    INACTIVE_USER_ID: _user(INACTIVE_USER_ID, "Nils", "Alm", active=False),
}
