"""Words to begin with, in English and Spanish; every practice goes on from there."""

from django.db import migrations

#: By language and kind: (phrase, what to write instead).
WORDS = {
    "en": {
        "absolute": [
            ("always", "Say often, or for many people."),
            ("never", "Say rarely, or seldom."),
            ("everyone", "Say many people."),
            ("cure*", "Say helps with, or treats."),
            ("guarantee*", "Say what is likely, and for whom."),
            ("100%", "Give the number of the study."),
            ("100 %", "Give the number of the study."),
            ("miracle*", ""),
            ("risk-free", "Name the risks that are known."),
            ("no side effects", "Name the effects that are known."),
            ("completely safe", "Say safe for whom."),
            ("proven to work", "Say what the study showed, and name it."),
            ("get rid of", "Say ease, or live well with."),
        ],
        "diagnosing": [
            (phrase, "Describe what people feel, and name who can say what it is.")
            for phrase in (
                *("you have depression", "you have anxiety", "you have ADHD", "you have PTSD"),
                *("you have OCD", "you have an eating disorder", "you have a disorder"),
                *("you are depressed", "you're depressed", "you are bipolar", "you're bipolar"),
                *("you are suicidal", "you're suicidal", "you are an addict", "you're an addict"),
                *("you are anorexic", "you suffer from", "your disorder"),
            )
        ],
        "hurtful": [
            ("commit* suicide", "Write: died by suicide."),
            ("successful suicide", "Write: died by suicide."),
            ("failed suicide", "Write: a suicide attempt."),
            ("addict", "Write: a person with an addiction."),
            ("addicts", "Write: people with an addiction."),
            ("alcoholic*", "Write: a person with an alcohol problem."),
            ("junkie*", "Write: a person who uses drugs."),
            ("schizophrenic*", "Write: a person with schizophrenia."),
            ("the mentally ill", "Write: people with a mental illness."),
            ("crazy", ""),
            ("insane", ""),
        ],
        "link_text": [
            (phrase, "")
            for phrase in (
                *("click here", "here", "read more", "learn more", "more", "this link"),
                *("this page", "this", "link", "website"),
            )
        ],
    },
    "es": {
        "absolute": [
            ("siempre", "Mejor: a menudo, o para muchas personas."),
            ("nunca", "Mejor: pocas veces."),
            ("cura", "Mejor: ayuda con, o trata."),
            ("curar*", "Mejor: ayudar con, o tratar."),
            ("garantiza*", "Di qué es probable, y para quién."),
            ("100%", "Da la cifra del estudio."),
            ("100 %", "Da la cifra del estudio."),
            ("milagro*", ""),
            ("sin riesgo*", "Nombra los riesgos conocidos."),
            ("sin efectos secundarios", "Nombra los efectos conocidos."),
            ("totalmente seguro", "Di seguro para quién."),
        ],
        "diagnosing": [
            (phrase, "Describe lo que se siente, y di quién puede ponerle nombre.")
            for phrase in (
                *("tienes depresión", "tiene usted depresión", "tienes ansiedad", "tienes TDAH"),
                *("tienes un trastorno", "tu trastorno", "eres bipolar", "eres anoréxica"),
                *("eres depresivo", "eres depresiva", "eres adicto", "eres adicta", "sufres de"),
            )
        ],
        "hurtful": [
            ("cometi* suicidio", "Escribe: murió por suicidio."),
            ("suicidio fallido", "Escribe: un intento de suicidio."),
            ("adictos", "Escribe: personas con una adicción."),
            ("drogadict*", "Escribe: una persona que consume drogas."),
            ("alcohólic*", "Escribe: una persona con un problema de alcohol."),
            ("esquizofrénic*", "Escribe: una persona con esquizofrenia."),
            ("enfermos mentales", "Escribe: personas con una enfermedad mental."),
            ("loco", ""),
            ("loca", ""),
        ],
        "link_text": [
            (phrase, "")
            for phrase in (
                *("haz clic aquí", "clic aquí", "aquí", "leer más", "más", "ver más"),
                *("este enlace", "enlace", "esta página", "más información"),
            )
        ],
    },
}
SENSITIVE = {"absolute", "diagnosing"}


def fill(apps, schema_editor):
    AdviceWord = apps.get_model("blog", "AdviceWord")
    if AdviceWord.objects.exists():
        return
    AdviceWord.objects.bulk_create(
        AdviceWord(
            language=language,
            kind=kind,
            phrase=phrase,
            suggestion=suggestion,
            only_sensitive=kind in SENSITIVE,
        )
        for language, kinds in WORDS.items()
        for kind, words in kinds.items()
        for phrase, suggestion in words
    )


class Migration(migrations.Migration):
    dependencies = [("blog", "0008_advice_words")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
