"""The Spanish side of the demo: the home page, the blog and one post with what it shows."""

from typing import Any

from wagtail.models import Locale, TranslatableMixin

from blog.demo.shelf import Shelf
from blog.demo.site import NAME
from blog.demo.writing import (
    Value,
    button,
    callout,
    contact,
    embed,
    heading,
    image,
    paragraph,
    plain,
    rich,
    steps,
)
from blog.models import PostAuthor, PostPage
from blog.reviews import record
from home.models import CrisisResource

TRANSLATED = "what-a-panic-attack-is"


def translate(shelf: Shelf, resources: list[CrisisResource]) -> PostPage:
    """Publish the post on panic, and all that it needs, in Spanish."""
    locale, _created = Locale.objects.get_or_create(language_code="es")
    if not shelf.home.has_translation(locale):
        home = shelf.home.copy_for_translation(locale)
        _publish(home, **(HOME if home.title == NAME else {}))
    blog = shelf.blog.copy_for_translation(locale)
    _publish(blog, title="En palabras sencillas", intro=BLOG_INTRO)
    for resource, texts in zip(resources, RESOURCES, strict=True):
        _translated(resource, locale, **texts)
    return _translated_post(shelf, locale)


def _translated_post(shelf: Shelf, locale: Locale) -> PostPage:
    source = shelf.posts[TRANSLATED]
    category = _translated(shelf.categories["anxiety-and-stress"], locale, **CATEGORY)
    author = _translated(shelf.authors["maren-holloway"], locale, **AUTHOR)
    reviewer = _translated(shelf.authors["elin-sandberg"], locale, **REVIEWER)
    desk = _translated(shelf.contacts["front-desk"], locale, **CONTACT)
    post: PostPage = source.copy_for_translation(locale)
    post.body = _body(shelf, desk.pk)
    post.body = post.body.stream_block.clean(post.body)
    post.post_authors = [PostAuthor(author=author)]
    _publish(
        post,
        title="Qué es un ataque de pánico y qué hacer",
        slug="que-es-un-ataque-de-panico",
        intro="Se siente como un peligro y pasa. Qué ocurre en el cuerpo y qué puede ayudar.",
        category=category,
        first_published_at=source.first_published_at,
    )
    record(post, reviewer, None, on=source.reviewed_on)
    return post


def _translated(source: Any, locale: Locale, **texts: str) -> Any:
    copy: TranslatableMixin = source.copy_for_translation(locale)
    copy.live = False
    for name, text in texts.items():
        setattr(copy, name, text)
    copy.full_clean()
    copy.save()
    copy.save_revision().publish()
    copy.refresh_from_db()
    return copy


def _publish(page: Any, **values: Any) -> None:
    for name, value in values.items():
        setattr(page, name, value)
    page.draft_title = page.title
    page.full_clean()
    page.save()
    page.save_revision().publish()
    page.refresh_from_db()


def _body(shelf: Shelf, contact_id: int) -> list[Value]:
    return [
        callout(
            "urgent",
            "Si puede ser otra cosa",
            """Un dolor en el pecho nuevo o muy fuerte, un dolor que va al brazo o a la mandíbula,
            un desmayo o debilidad en un lado del cuerpo necesitan una ambulancia. <b>Llame al
            911.</b> Nadie le va a reprochar que al final fuera pánico.""",
        ),
        paragraph(
            """Un ataque de pánico es la alarma del cuerpo que suena sin que haya fuego. El corazón
            se acelera, falta el aire, las manos hormiguean, el mundo puede parecer irreal. Muchas
            personas creen que se mueren. La alarma es real; el peligro, no. Suele llegar a su punto
            más alto en minutos y luego <b>se va por sí sola</b>.""",
        ),
        image(
            shelf.picture("sea", "Un pequeño barco en un mar tranquilo al atardecer"),
            "Como una ola: sube, rompe y se retira.",
        ),
        heading("Mientras dura"),
        paragraph(
            steps(
                "Dígase: <i>esto es pánico y va a pasar</i>.",
                "Deje caer los hombros. Sienta los dos pies en el suelo.",
                "Suelte el aire más despacio de lo que lo toma, cinco veces.",
                "Nombre cinco cosas que puede ver.",
                "Si está en un lugar seguro, quédese ahí hasta que afloje.",
            ),
            f"""Puede imprimir {shelf.download("breathing-card", "una tarjeta con estos pasos")} (en
            inglés) y llevarla en la cartera.""",
        ),
        embed(
            "https://www.youtube.com/watch?v=hearthDemo1", "Soltar el aire despacio, en compañía"
        ),
        heading("Después"),
        paragraph(
            """Puede que sienta cansancio y miedo al siguiente. Ese miedo es lo que mantiene vivo el
            pánico: se empieza a evitar el autobús, las tiendas, estar a solas. El tratamiento
            trabaja justo eso, paso a paso, y ayuda a muchas personas.""",
        ),
        button("Llamar a la línea 988", phone="988"),
        contact(contact_id, "Hable con alguien de aquí", "Tomás Rivera atiende en español."),
    ]


HOME = {
    "title": "Consulta Wrenfield",
    "intro": plain(
        """Psicoterapia, psiquiatría y consejos claros para jóvenes, familias y quienes los cuidan,
        en Alder Falls. Es una consulta ficticia: las personas son inventadas; las líneas de crisis
        son reales."""
    ),
}
BLOG_INTRO = "Textos breves y cuidados sobre lo que más nos preguntan, revisados por una clínica."
CATEGORY = {
    "name": "Ansiedad y estrés",
    "slug": "ansiedad-y-estres",
    "description": "Cuando la preocupación ocupa demasiado lugar, y qué la hace más pequeña.",
}
AUTHOR = {
    "job_title": "Psicóloga clínica",
    "bio": rich(
        """Maren trabaja con adolescentes y adultos jóvenes desde hace quince años. Le gustan las
        <b>preguntas sencillas</b>."""
    ),
}
REVIEWER = {
    "job_title": "Psiquiatra y revisora clínica",
    "bio": rich(
        """Elin lee cada texto antes de que se quede en línea, y otra vez cuando toca revisarlo.
        Quita lo que suena más seguro de lo que es."""
    ),
}
CONTACT = {
    "name": "Recepción",
    "role": "Citas y preguntas",
    "opening_hours": "Lun-jue 8:30-18:00\nVie 8:30-14:00",
    "note": "Fuera de horario, deje un mensaje. Devolvemos la llamada en un día hábil.",
}
RESOURCES = [
    {
        "name": "988 Línea de Prevención del Suicidio y Crisis (oprima 2)",
        "region": "Estados Unidos",
        "availability": "Las 24 horas, todos los días",
        "languages": "inglés, español",
    },
    {
        "name": "Crisis Text Line (envíe AYUDA)",
        "region": "Estados Unidos",
        "availability": "Las 24 horas, todos los días",
        "languages": "inglés, español",
    },
    {
        "name": "Línea Nacional de Ayuda de SAMHSA",
        "region": "Estados Unidos",
        "availability": "Las 24 horas, todos los días",
        "languages": "inglés, español",
    },
]
