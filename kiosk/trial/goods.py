"""The made-up goods and people of a simulated point, in three languages."""

from random import Random

from msgspec import Struct

from kiosk.core.facts.fact import Item
from kiosk.core.words import Size


class Good(Struct, frozen=True):
    """Something that people order.

    Args:
        subject: the drawing that pictures it, a name of `trial.item_pictures`.
        titles, details: by language.
        price_minor: in kopecks.
        size: of the parcel it comes in.
    """

    subject: str
    titles: dict[str, str]
    details: dict[str, str]
    price_minor: int
    size: Size


def _good(subject: str, ru: str, pt: str, en: str, price: int, size: Size) -> Good:
    titles, details = {}, {}
    for language, both in (("ru", ru), ("pt", pt), ("en", en)):
        titles[language], details[language] = (part.strip() for part in both.split("|"))
    return Good(subject, titles, details, price * 100, size)


GOODS: tuple[Good, ...] = (
    _good(
        "headphones",
        "Наушники беспроводные Sonora Air | белый",
        "Fones sem fio Sonora Air | branco",
        "Sonora Air wireless headphones | white",
        4990,
        Size.S,
    ),
    _good(
        "shoe",
        "Кроссовки летние Vento, размер 39 | бежевый",
        "Tênis de verão Vento, número 39 | bege",
        "Vento summer trainers, size 39 | beige",
        3450,
        Size.M,
    ),
    _good(
        "pan",
        "Сковорода гранитная 26 см с крышкой | графит",
        "Frigideira de granito 26 cm com tampa | grafite",
        "Granite frying pan 26 cm with lid | graphite",
        2190,
        Size.M,
    ),
    _good(
        "book",
        "Книга «Юный инженер», подарочное издание | 320 страниц",
        "Livro «O jovem engenheiro», edição de presente | 320 páginas",
        "The Young Engineer, gift edition | 320 pages",
        890,
        Size.S,
    ),
    _good(
        "lamp",
        "Лампа настольная Luma | тёплый свет",
        "Luminária de mesa Luma | luz quente",
        "Luma desk lamp | warm light",
        2750,
        Size.L,
    ),
    _good(
        "toy",
        "Конструктор деревянный, 120 деталей | от 5 лет",
        "Blocos de madeira, 120 peças | a partir de 5 anos",
        "Wooden construction set, 120 pieces | from 5 years",
        1640,
        Size.M,
    ),
    _good(
        "shirt",
        "Рубашка льняная Prado | размер M",
        "Camisa de linho Prado | tamanho M",
        "Prado linen shirt | size M",
        2390,
        Size.S,
    ),
    _good(
        "phone",
        "Чехол для телефона Onda | синий",
        "Capa de celular Onda | azul",
        "Onda phone case | blue",
        590,
        Size.S,
    ),
    _good(
        "mug",
        "Кружка керамическая 350 мл | матовая",
        "Caneca de cerâmica 350 ml | fosca",
        "Ceramic mug 350 ml | matt",
        480,
        Size.S,
    ),
    _good(
        "watch",
        "Часы наручные Meridian | кожаный ремешок",
        "Relógio de pulso Meridian | pulseira de couro",
        "Meridian wrist watch | leather strap",
        6900,
        Size.S,
    ),
)

FIRST_NAMES: dict[str, tuple[str, ...]] = {
    "ru": ("Мария", "Игорь", "Анна", "Сергей", "Алёна", "Пётр", "Ольга", "Тимур", "Лейла", "Юрий"),
    "pt": ("Maria", "João", "Ana", "Rui", "Inês", "Tiago", "Sofia", "Pedro", "Marta", "Luís"),
    "en": ("Maria", "James", "Anna", "Oliver", "Emma", "Peter", "Sophie", "Harry", "Lucy", "Tom"),
}
_INITIALS = {"ru": "АБВГДЕКЛМНПРСТФ", "pt": "ABCDFGLMNPRSTV", "en": "ABCDEFGHJKLMPRSTW"}


def masked_name(language: str, random: Random) -> str:
    """Return a name as a point may know it: "Maria S."."""
    first = random.choice(FIRST_NAMES[language])
    return f"{first} {random.choice(_INITIALS[language])}."


def item_of(good: Good, language: str, photo: str | None, barcode: str) -> Item:
    """Return the good as an item of a manifest."""
    return Item(
        title=good.titles[language],
        detail=good.details[language],
        price_minor=good.price_minor,
        photo=photo,
        barcode=barcode,
    )
