"""Words that tell what a name or a mailbox is. Unless it is said, all are folded, as by `names.fold`."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


TITLES = _words(
    """
    herr hr fru fr froken frk dr doktor prof professor mr mrs ms miss familjen fam family ing dipl leg
    """
)
PARTICLES = _words("von van af de den der di da du la le")
"""They stand before a surname, and are often left out."""
ARTICLES = _words("al el")
"""They are written together with a surname, with a hyphen, or apart."""

NOBODYS_WORDS = _words(
    """
    kund kunden kunder kundnamn kundsson privat privatkund privatperson person konsument namn namnlos
    namnsson test testare tester testkund testperson testsson okand anonym anonymous gast gust customer
    client buyer kopare name unknown unnamed nn n x xx xxx xxxx y a aa asdf asd qwerty abc foo fornamn
    efternamn forename surname firstname lastname bestallare webbkund webkund kassa kassan kontantkund
    kontant drop in dropin butikskund butik ny nya hyresgast lagenhetsinnehavare agare agaren
    fastighetsagare raderad borttagen deleted erased gdpr null none undefined saknas ingen inget ej anges
    angivet angiven internetkund internet order bestallning offert kontakt mottagare medlem deltagare
    besokare diverse vikarie
    """
)
"""A name of these words alone is nobody's."""
NUMBERED_WORDS = _words(
    """
    lgh lagenhet lag lght rum hus plan vaning van trappa tr uppgang port portkod kod stuga tomt plats bord
    box klass avd avdelning objekt enhet kund order nr nummer lokal kontor grupp skola forskola flat
    apartment room unit class
    """
)
"""With a number, these name a place or a group: "Lgh 1101", "Klass 4B"."""
PLACES = _words(
    """
    hem hemma hemmet hemadress bostad villa lagenhet radhus hus sommarhus sommarhuset sommarstuga
    sommarstugan stuga stugan fritidshus fritidshuset torp torpet garage kontor kontoret
    """
)
"""Written where a company is asked for, these name none, unless a legal form stands beside them."""
NO_COMPANY = PLACES | _words(
    """
    privat privatperson privatkund foretag foretaget foretagsnamn company firma firman bolag bolaget
    aktiebolag ab enskild ef egen eget egenforetagare naringsidkare naringsverksamhet verksamhet samma
    som ovan se inte pensionar student husagare villagare brf bostadsrattsforening
    bostadsrattsforeningen forening foreningen testforetag testbolag har mitt nej
    """
)
"""Written where a company is asked for, these name none."""

NOBODYS_MAILBOXES = _words(
    """
    noreply donotreply dontreply nomail nomejl reply ingen inget ingenting saknas finns finnsej
    finnsinte har harej harinte ej inte nej utan utanmail ingenmail ingenmejl ingenepost svara svaraj
    svarainte svar ejangivet ejangiven angivet no not do dont none null na test testar tester testing asdf
    asd asdasd qwerty abc example exempel fornamn efternamn unknown okand anonym anonymous mailer damon
    bounce bounces dummy fake namn
    """
)
"""A mailbox of these words, and perhaps of `MAIL`, is nobody's."""
NOBODYS_DOMAINS = _words(
    """
    ingen saknas test noreply none null abc asd asdf nomail finnsej finnsinte dummy fake
    """
)
"""Whatever is at saknas.se is nobody's."""
MAIL = _words("mail mejl email epost e post adress")
ROLES = _words(
    """
    info order orders kontakt contact ekonomi faktura fakturor fakturering invoice bokforing redovisning
    styrelse styrelsen jour felanmalan kundtjanst kundservice kundcenter kund kunder support service
    office admin administration administrator booking salj sales forsaljning hej hello hallo post mail
    mejl epost web webb webmaster postmaster wordpress shop drift inkop vaktmastare vaktmastar forvaltning
    forvaltningen forvaltare kansli kansliet registrator vd ledning team firma foretag company offert lead
    leads lager logistik marknad marketplace press hr jobb it kassor kassa vaxel vaxeln verkstad
    verkstaden telefonorder webborder notification notifications automat system
    """
)
"""A mailbox of these words belongs to a role."""
ROLE_BEGINNINGS = ("bestall", "kontor", "bokning", "reception", "butik", "kansli", "expedition", "kundtjanst")

PUBLIC_DOMAINS = _words(
    """
    gmail.com googlemail.com hotmail.com hotmail.se outlook.com outlook.se live.com live.se msn.com
    icloud.com me.com mac.com yahoo.com yahoo.se ymail.com telia.com telia.se comhem.se bredband.net
    bredband2.com bahnhof.se spray.se tele2.se tele2.com swipnet.se glocalnet.net home.se passagen.se
    ownit.nu privaterelay.appleid.com protonmail.com proton.me pm.me gmx.de gmx.net gmx.com web.de
    t-online.de online.no aol.com mail.com tutanota.com fastmail.com hey.com zoho.com yandex.ru mail.ru
    wp.pl o2.pl interia.pl example.com example.se example.net example.org
    """
)
"""Anybody can have a mailbox at these domains."""

ORGANISATIONS = _words(
    """
    brf bostadsrättsförening bostadsrättsföreningen samfällighet samfälligheten vägförening vägföreningen
    hsb riksbyggen
    """
)
"""Words of an organisation's name, in lower case with å, ä and ö."""
ORGANISATION_ENDINGS = tuple(
    _words(
        """
    förening föreningen klubb klubben kommun församling församlingen stiftelse stiftelsen bolaget bolag
    skola skolan gymnasiet universitet högskolan region myndighet sjukhus vårdcentral vårdcentralen bygg
    byggen service salong salongen måleri måleriet snickeri snickeriet städ städning redovisning
    restaurang restaurangen krog hotell hotellet pizzeria bageri bageriet konditori café kafé butik
    butiken handel kiosk kiosken frisör klinik kliniken tandvård apotek verkstad verkstaden fastigheter
    förvaltning förvaltare entreprenad transport transporter åkeri konsult konsulter teknik rörmokeri
    elektriska trädgårdstjänst hyrcenter gruppen group kontor kontoret byrå byrån hantverk installation
    montage plåtslageri
    """
    )
)
"""How a word of an organisation's name ends, in lower case with å, ä and ö."""
ASSOCIATION_ENDINGS = ("forening", "foreningen", "klubb", "klubben", "samfallighet", "samfalligheten")
"""How the folded name of an association ends, whose number begins with 7 or 8."""
