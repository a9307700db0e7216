"""Countries as ISO 3166 alpha-2 codes, from names in Swedish, English and the country's own."""

from functools import cache

from bridge.model.reasons import Reason
from bridge.swedish import Invalid
from bridge.swedish.text import name_key

_NAMES = {
    "SE": "sverige sweden swe s konungariket_sverige ruotsi schweden",
    "NO": "norge norway nor n noreg",
    "DK": "danmark denmark dnk",
    "FI": "finland fin suomi",
    "AX": "åland aland ala",
    "IS": "island iceland isl ísland",
    "FO": "färöarna faroe_islands føroyar",
    "GL": "grönland greenland",
    "DE": "tyskland germany deutschland deu ger d",
    "NL": "nederländerna holland netherlands the_netherlands nld nederland",
    "BE": "belgien belgium bel belgië belgique",
    "LU": "luxemburg luxembourg lux",
    "FR": "frankrike france fra f",
    "ES": "spanien spain esp españa e",
    "PT": "portugal prt",
    "IT": "italien italy ita italia",
    "CH": "schweiz switzerland che suisse svizzera",
    "LI": "liechtenstein lie",
    "AT": "österrike austria aut österreich",
    "PL": "polen poland pol polska",
    "CZ": "tjeckien czechia czech_republic tjeckiska_republiken cze česko",
    "SK": "slovakien slovakia svk slovensko",
    "HU": "ungern hungary hun magyarország",
    "SI": "slovenien slovenia svn slovenija",
    "HR": "kroatien croatia hrv hrvatska",
    "RO": "rumänien romania rou românia",
    "BG": "bulgarien bulgaria bgr българия",
    "GR": "grekland greece grc el ελλάδα hellas",
    "CY": "cypern cyprus cyp",
    "MT": "malta mlt",
    "EE": "estland estonia est eesti",
    "LV": "lettland latvia lva latvija",
    "LT": "litauen lithuania ltu lietuva",
    "IE": "irland ireland irl éire republic_of_ireland",
    "GB": "storbritannien united_kingdom great_britain england scotland wales skottland uk gbr",
    "RS": "serbien serbia srb",
    "BA": "bosnien bosnien_och_hercegovina bosnien_hercegovina bosnia bosnia_and_herzegovina bih",
    "ME": "montenegro mne",
    "MK": "nordmakedonien makedonien north_macedonia macedonia mkd",
    "AL": "albanien albania alb",
    "XK": "kosovo xkx",
    "MD": "moldavien moldova mda",
    "BY": "belarus vitryssland blr",
    "RU": "ryssland russia russian_federation rus",
    "MC": "monaco mco",
    "AD": "andorra and",
    "GE": "georgien georgia geo",
    "AM": "armenien armenia arm",
    "IL": "israel isr",
    "LB": "libanon lebanon lbn",
    "SY": "syrien syria syr",
    "JO": "jordanien jordan jor",
    "IQ": "irak iraq irq",
    "IR": "iran irn",
    "AF": "afghanistan afg",
    "SA": "saudiarabien saudi_arabia sau",
    "QA": "qatar qat",
    "KW": "kuwait kwt",
    "EG": "egypten egypt egy",
    "MA": "marocko morocco mar",
    "TN": "tunisien tunisia tun",
    "ZA": "sydafrika south_africa zaf",
    "KE": "kenya ken",
    "ET": "etiopien ethiopia eth",
    "ER": "eritrea eri",
    "SO": "somalia som",
    "NG": "nigeria nga",
    "BR": "brasilien brazil brasil bra",
    "MX": "mexiko mexico méxico mex",
    "AR": "argentina arg",
    "CL": "chile chl",
    "CO": "colombia col",
    "PE": "peru perú per",
    "KR": "sydkorea korea south_korea republic_of_korea kor",
    "HK": "hongkong hong_kong hkg",
    "TW": "taiwan twn",
    "SG": "singapore sgp",
    "MY": "malaysia mys",
    "ID": "indonesien indonesia idn",
    "PH": "filippinerna philippines phl",
    "VN": "vietnam viet_nam vnm",
    "PK": "pakistan pak",
    "BD": "bangladesh bgd",
    "LK": "sri_lanka lka",
    "UA": "ukraina ukraine ukr україна",
    "TR": "turkiet turkey türkiye tur",
    "US": "usa united_states united_states_of_america förenta_staterna amerika",
    "CA": "kanada canada can",
    "AU": "australien australia aus",
    "NZ": "nya_zeeland new_zealand nzl",
    "CN": "kina china chn",
    "JP": "japan jpn",
    "IN": "indien india ind",
    "TH": "thailand tha",
    "AE": "förenade_arabemiraten united_arab_emirates are",
}


def read(text: str) -> str:
    """The code: "SE" out of "se", "Sverige", "Sweden", "SWE". Raises Invalid."""
    key = name_key(text[:100]) or ""
    if code := _codes().get(key):
        return code
    if len(key) == 2 and key.upper() in _regions():
        return key.upper()
    raise Invalid(Reason.COUNTRY_UNKNOWN)


@cache
def _codes() -> dict[str, str]:
    named = {name.replace("_", " "): code for code, names in _NAMES.items() for name in names.split()}
    return named | {code.lower(): code for code in _NAMES}


def _regions() -> frozenset[str]:
    """Every country that has telephones."""
    import phonenumbers

    return frozenset(phonenumbers.SUPPORTED_REGIONS)
