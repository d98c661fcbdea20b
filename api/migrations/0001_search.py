"""What full-text search needs beside Wagtail's own index of texts.

PostgreSQL: the configuration `hearth` (words as they are, without accents where the extension
`unaccent` can be had), an index over title and body together, and the vocabulary for words that
were mistyped (where `pg_trgm` can be had). SQLite: the vocabulary, which FTS5 keeps by itself.
"""

from django.contrib.postgres.operations import TrigramExtension, UnaccentExtension
from django.db import DatabaseError, migrations, transaction


def available(extension):
    """Return the operation, made harmless where the database may not have the extension."""

    class Optional(extension):
        def database_forwards(self, app_label, schema_editor, from_state, to_state):
            if schema_editor.connection.vendor != "postgresql":
                return
            try:
                with transaction.atomic(using=schema_editor.connection.alias):
                    super().database_forwards(app_label, schema_editor, from_state, to_state)
            except DatabaseError:
                print(f"\n  No extension {self.name}: the role may not create it. ", end="")

        def database_backwards(self, app_label, schema_editor, from_state, to_state):
            """Leave the extension: others may use it."""

    return Optional()


CONFIGURATION = """
CREATE TEXT SEARCH CONFIGURATION hearth (COPY = pg_catalog.simple);
"""
WITHOUT_ACCENTS = """
ALTER TEXT SEARCH CONFIGURATION hearth
    ALTER MAPPING FOR word, hword, hword_part, numword, numhword WITH unaccent, simple;
"""

# Two columns are one text: a hit may have one word in its title and another in its body. The
# planner takes a look into a stored text for cheap, which it is not; the cost says so.
INDEX = """
CREATE FUNCTION hearth_search_text(title tsvector, body tsvector) RETURNS tsvector
    LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 200
    AS $$ BEGIN RETURN title || body; END $$;
CREATE INDEX hearth_search_text ON wagtailsearch_indexentry
    USING gin (hearth_search_text(title, body));
"""

# The table has no unique index on purpose: two posts that bring the same new word must not wait
# for each other. A word may stand in it twice, and stay when its last post has gone.
VOCABULARY = """
CREATE TABLE hearth_search_word (word text NOT NULL);
CREATE INDEX hearth_search_word_is ON hearth_search_word (word);
CREATE FUNCTION hearth_search_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO hearth_search_word
    SELECT met.word FROM unnest(tsvector_to_array(NEW.title || NEW.body)) AS met(word)
    WHERE length(met.word) BETWEEN 3 AND 40 AND met.word ~ '^[[:alpha:]]+$'
        AND NOT EXISTS (SELECT FROM hearth_search_word known WHERE known.word = met.word);
    RETURN NULL;
END $$;
CREATE TRIGGER hearth_search_words AFTER INSERT OR UPDATE OF title, body
    ON wagtailsearch_indexentry FOR EACH ROW EXECUTE FUNCTION hearth_search_words();
"""
SIMILAR = """
CREATE INDEX hearth_search_word_like ON hearth_search_word USING gin (word gin_trgm_ops);
CREATE FUNCTION hearth_similar_words(terms text[], most integer)
    RETURNS TABLE (term text, word text) LANGUAGE sql STABLE AS $$
    SELECT asked.term, found.word FROM unnest(terms) AS asked(term) CROSS JOIN LATERAL (
        SELECT known.word FROM hearth_search_word known WHERE known.word % asked.term
        GROUP BY known.word ORDER BY similarity(known.word, asked.term) DESC, known.word LIMIT most
    ) AS found $$;
"""
NO_SIMILAR = """
CREATE FUNCTION hearth_similar_words(terms text[], most integer)
    RETURNS TABLE (term text, word text) LANGUAGE sql STABLE AS $$
    SELECT NULL::text, NULL::text WHERE false $$;
"""
UNDO = """
DROP TRIGGER hearth_search_words ON wagtailsearch_indexentry;
DROP FUNCTION hearth_search_words();
DROP FUNCTION hearth_similar_words(text[], integer);
DROP TABLE hearth_search_word;
DROP INDEX hearth_search_text;
DROP FUNCTION hearth_search_text(tsvector, tsvector);
DROP TEXT SEARCH CONFIGURATION hearth;
"""
KNOWN_TEXTS = "UPDATE wagtailsearch_indexentry SET title = title"
SQLITE_VOCABULARY = (
    "CREATE VIRTUAL TABLE hearth_search_word USING fts5vocab(wagtailsearch_indexentry_fts, row)"
)


def prepare(apps, schema_editor):
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(SQLITE_VOCABULARY)
        if connection.vendor != "postgresql":
            return
        cursor.execute("SELECT extname FROM pg_extension")
        extensions = {name for (name,) in cursor.fetchall()}
        cursor.execute(CONFIGURATION)
        if "unaccent" in extensions:
            cursor.execute(WITHOUT_ACCENTS)
        cursor.execute(INDEX)
        cursor.execute(VOCABULARY)
        cursor.execute(KNOWN_TEXTS)
        cursor.execute(SIMILAR if "pg_trgm" in extensions else NO_SIMILAR)


def undo(apps, schema_editor):
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TABLE hearth_search_word")
        if connection.vendor == "postgresql":
            cursor.execute(UNDO)


class Migration(migrations.Migration):
    dependencies = [("wagtailsearch", "0010_add_text_fields")]
    operations = [
        available(UnaccentExtension),
        available(TrigramExtension),
        migrations.RunPython(prepare, undo),
    ]
