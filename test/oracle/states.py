"""The 50 states, DC and PR as the Census Bureau has them: postal code, FIPS code, name, region, division."""
from typing import NamedTuple


class State(NamedTuple):
    fips: str
    postal: str
    name: str
    region: str
    division: str

    @property
    def iso_code(self):
        return None if self is UNKNOWN else f"US-{self.postal}"


UNKNOWN = State("00", "ZZ", "Unknown", "Unknown", "Unknown")

DIVISIONS = {
    ("Northeast", "New England"): "CT 09 Connecticut, ME 23 Maine, MA 25 Massachusetts, NH 33 New Hampshire, RI 44 Rhode Island, VT 50 Vermont",
    ("Northeast", "Middle Atlantic"): "NJ 34 New Jersey, NY 36 New York, PA 42 Pennsylvania",
    ("Midwest", "East North Central"): "IL 17 Illinois, IN 18 Indiana, MI 26 Michigan, OH 39 Ohio, WI 55 Wisconsin",
    ("Midwest", "West North Central"): "IA 19 Iowa, KS 20 Kansas, MN 27 Minnesota, MO 29 Missouri, NE 31 Nebraska, ND 38 North Dakota, "
                                       "SD 46 South Dakota",
    ("South", "South Atlantic"): "DE 10 Delaware, DC 11 District of Columbia, FL 12 Florida, GA 13 Georgia, MD 24 Maryland, "
                                 "NC 37 North Carolina, SC 45 South Carolina, VA 51 Virginia, WV 54 West Virginia",
    ("South", "East South Central"): "AL 01 Alabama, KY 21 Kentucky, MS 28 Mississippi, TN 47 Tennessee",
    ("South", "West South Central"): "AR 05 Arkansas, LA 22 Louisiana, OK 40 Oklahoma, TX 48 Texas",
    ("West", "Mountain"): "AZ 04 Arizona, CO 08 Colorado, ID 16 Idaho, MT 30 Montana, NV 32 Nevada, NM 35 New Mexico, UT 49 Utah, WY 56 Wyoming",
    ("West", "Pacific"): "AK 02 Alaska, CA 06 California, HI 15 Hawaii, OR 41 Oregon, WA 53 Washington",
    ("Puerto Rico", "Puerto Rico"): "PR 72 Puerto Rico",
}

STATES = sorted(State(fips, postal, name, region, division)
                for (region, division), members in DIVISIONS.items()
                for postal, fips, name in (member.split(" ", 2) for member in members.split(", ")))
BY_FIPS = {state.fips: state for state in STATES}
BY_POSTAL = {state.postal: state for state in STATES}
