"""The desk: every table of the first release."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from syndicate.records.base import Day, Flag, Moment, Whole

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "article",
        sa.Column("id", Whole, nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("edition", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("work_id", Whole, nullable=True),
        sa.Column("translation_of", Whole, nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("headline", sa.Text(), nullable=False),
        sa.Column("byline", sa.Text(), nullable=True),
        sa.Column("byline_basis", sa.Text(), nullable=False),
        sa.Column("byline_limits", sa.Text(), nullable=True),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("published_on", Day(), nullable=True),
        sa.Column("section", sa.Text(), nullable=True),
        sa.Column("edited", sa.Text(), nullable=True),
        sa.Column("latest", Whole, nullable=False),
        sa.Column("added_at", Moment(), nullable=False),
        sa.Column("batch", Whole, nullable=True),
        sa.Column("source_id", sa.Text(), nullable=True),
        sa.Column("modified_at", Moment(), nullable=True),
        sa.Column("provider", sa.Text(), nullable=True),
        sa.Column("rank", Whole, nullable=False),
        sa.ForeignKeyConstraint(
            ["translation_of"], ["article.id"], name=op.f("fk_article_translation_of")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_article")),
        sa.UniqueConstraint("ref", name=op.f("uq_article_ref")),
        sa.UniqueConstraint("url", name=op.f("uq_article_url")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_article_rank"), "article", ["rank"], unique=False)
    op.create_index(op.f("ix_article_work_id"), "article", ["work_id"], unique=False)
    op.create_table(
        "alternate",
        sa.Column("id", Whole, nullable=False),
        sa.Column("article_id", Whole, nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["article.id"], name=op.f("fk_alternate_article_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alternate")),
        sa.UniqueConstraint("article_id", "url", name=op.f("uq_alternate_article_id_url")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_alternate_url"), "alternate", ["url"], unique=False)
    op.create_table(
        "stoppage",
        sa.Column("id", Whole, nullable=False),
        sa.Column("article_id", Whole, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("cause_id", Whole, nullable=True),
        sa.Column("public", sa.Text(), nullable=False),
        sa.Column("private_sha256", sa.Text(), nullable=True),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("lifted_at", Moment(), nullable=True),
        sa.Column("lifted_by", sa.Text(), nullable=True),
        sa.Column("lifted_note", sa.Text(), nullable=True),
        sa.CheckConstraint("kind IN ('withdrawal','kill')", name=op.f("ck_stoppage_kind")),
        sa.ForeignKeyConstraint(
            ["article_id"], ["article.id"], name=op.f("fk_stoppage_article_id")
        ),
        sa.ForeignKeyConstraint(["cause_id"], ["stoppage.id"], name=op.f("fk_stoppage_cause_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stoppage")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_stoppage_article_id"), "stoppage", ["article_id"], unique=False)
    op.create_table(
        "batch",
        sa.Column("id", Whole, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("source_sha256", sa.Text(), nullable=False),
        sa.Column("mapping", sa.Text(), nullable=False),
        sa.Column("filed", Whole, nullable=False),
        sa.Column("refused", Whole, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batch")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_batch_source_sha256"), "batch", ["source_sha256"], unique=False)
    op.create_table(
        "edition",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("domains", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_edition")),
        sqlite_strict=True,
    )
    op.create_table(
        "idempotency",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("command", sa.Text(), nullable=False),
        sa.Column("args_sha256", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.CheckConstraint("length(key) BETWEEN 8 AND 200", name=op.f("ck_idempotency_key_length")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_idempotency")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_idempotency_ref"), "idempotency", ["ref"], unique=False)
    op.create_table(
        "journal",
        sa.Column("seq", Whole, autoincrement=False, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("prev_hash", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.CheckConstraint("length(hash) = 64", name=op.f("ck_journal_hash_length")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_journal")),
        sa.UniqueConstraint("hash", name=op.f("uq_journal_hash")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_journal_entity"), "journal", ["entity"], unique=False)
    op.create_table(
        "journal_head",
        sa.Column("id", Whole, autoincrement=False, nullable=False),
        sa.Column("seq", Whole, nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_journal_head_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal_head")),
        sqlite_strict=True,
    )
    op.create_table(
        "mapping",
        sa.Column("headings_sha256", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("mapping", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("headings_sha256", name=op.f("pk_mapping")),
        sqlite_strict=True,
    )
    op.create_table(
        "party",
        sa.Column("id", Whole, nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("legal_name", sa.Text(), nullable=False),
        sa.Column("trading_name", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("customer_kind", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=True),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("vat_no", sa.Text(), nullable=True),
        sa.Column("vat_proof", sa.Text(), nullable=True),
        sa.Column("company_no", sa.Text(), nullable=True),
        sa.Column("currency", sa.Text(), nullable=True),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("terms", sa.Text(), nullable=False),
        sa.Column("payment_days", Whole, nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("added_at", Moment(), nullable=False),
        sa.Column("batch", Whole, nullable=True),
        sa.CheckConstraint(
            "customer_kind IN ('business','consumer','unknown')",
            name=op.f("ck_party_customer_kind"),
        ),
        sa.CheckConstraint("terms IN ('account','pay-first')", name=op.f("ck_party_terms")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_party")),
        sa.UniqueConstraint("ref", name=op.f("uq_party_ref")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_party_legal_name"), "party", ["legal_name"], unique=False)
    op.create_table(
        "personal",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("salt", sa.Text(), nullable=True),
        sa.Column("value", sa.Text(), nullable=True),
        sa.CheckConstraint("length(id) = 64", name=op.f("ck_personal_id_length")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_personal")),
        sqlite_strict=True,
    )
    op.create_table(
        "publisher",
        sa.Column("id", Whole, autoincrement=False, nullable=False),
        sa.Column("legal_name", sa.Text(), nullable=False),
        sa.Column("trading_name", sa.Text(), nullable=True),
        sa.Column("company_no", sa.Text(), nullable=True),
        sa.Column("registered_in", sa.Text(), nullable=True),
        sa.Column("registered_office", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("vat_no", sa.Text(), nullable=True),
        sa.Column("vat_registered", Flag(), nullable=False),
        sa.Column("vat_rate", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("telephone", sa.Text(), nullable=True),
        sa.Column("website", sa.Text(), nullable=True),
        sa.Column("logo_sha256", sa.Text(), nullable=True),
        sa.Column("home_currency", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("payment_days", Whole, nullable=False),
        sa.Column("quote_days", Whole, nullable=False),
        sa.Column("approve_above", Whole, nullable=True),
        sa.Column("correction_hours", Whole, nullable=False),
        sa.Column("credit_lines", sa.Text(), nullable=False),
        sa.Column("banks", sa.Text(), nullable=False),
        sa.Column("verify_host", sa.Text(), nullable=False),
        sa.Column("specimen", Flag(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_publisher_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publisher")),
        sqlite_strict=True,
    )
    op.create_table(
        "rate_card",
        sa.Column("id", Whole, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("valid_from", Day(), nullable=False),
        sa.Column("valid_to", Day(), nullable=True),
        sa.Column("invented", Flag(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rate_card")),
        sa.UniqueConstraint("name", "version", name=op.f("uq_rate_card_name_version")),
        sa.UniqueConstraint("sha256", name=op.f("uq_rate_card_sha256")),
        sqlite_strict=True,
    )
    op.create_table(
        "series",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("prefix", sa.Text(), nullable=False),
        sa.Column("year", Whole, nullable=False),
        sa.Column("opening", Whole, nullable=False),
        sa.Column("last", Whole, nullable=False),
        sa.CheckConstraint("last >= opening - 1", name=op.f("ck_series_last_not_before_opening")),
        sa.CheckConstraint("opening >= 1", name=op.f("ck_series_opening_positive")),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_series")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_series_kind"), "series", ["kind"], unique=False)
    op.create_table(
        "snapshot",
        sa.Column("id", Whole, nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("size", Whole, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_snapshot")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_snapshot_at"), "snapshot", ["at"], unique=False)
    op.create_index(op.f("ix_snapshot_sha256"), "snapshot", ["sha256"], unique=False)
    op.create_table(
        "terms",
        sa.Column("id", Whole, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("version", Whole, nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("valid_from", Day(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("adopted_by", sa.Text(), nullable=False),
        sa.Column("adopted_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_terms")),
        sa.UniqueConstraint("language", "version", name=op.f("uq_terms_language_version")),
        sqlite_strict=True,
    )
    op.create_table(
        "contact",
        sa.Column("id", Whole, nullable=False),
        sa.Column("party_id", Whole, nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("telephone", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["email"], ["personal.id"], name=op.f("fk_contact_email")),
        sa.ForeignKeyConstraint(["name"], ["personal.id"], name=op.f("fk_contact_name")),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_contact_party_id")),
        sa.ForeignKeyConstraint(["telephone"], ["personal.id"], name=op.f("fk_contact_telephone")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_contact_party_id"), "contact", ["party_id"], unique=False)
    op.create_table(
        "mail",
        sa.Column("id", Whole, nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=True),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("eml_sha256", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("drafted_at", Moment(), nullable=False),
        sa.Column("sent_at", Moment(), nullable=True),
        sa.Column("sent_by", sa.Text(), nullable=True),
        sa.CheckConstraint("state IN ('draft','sent','set-aside')", name=op.f("ck_mail_state")),
        sa.ForeignKeyConstraint(["recipient"], ["personal.id"], name=op.f("fk_mail_recipient")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_mail_about"), "mail", ["about"], unique=False)
    op.create_table(
        "outlet",
        sa.Column("id", Whole, nullable=False),
        sa.Column("party_id", Whole, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("medium", sa.Text(), nullable=True),
        sa.Column("domains", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=True),
        sa.Column("languages", sa.Text(), nullable=False),
        sa.Column("batch", Whole, nullable=True),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_outlet_party_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outlet")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_outlet_party_id"), "outlet", ["party_id"], unique=False)
    op.create_table(
        "paper",
        sa.Column("id", Whole, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("series", sa.Text(), nullable=True),
        sa.Column("number", Whole, nullable=True),
        sa.Column("opening", Whole, nullable=True),
        sa.Column("prev", Whole, nullable=True),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("made_from", sa.Text(), nullable=True),
        sa.Column("replaces", sa.Text(), nullable=True),
        sa.Column("issue_date", Day(), nullable=False),
        sa.Column("issued_at", Moment(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("facts_sha256", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(kind = 'filed-licence' AND series IS NULL AND number IS NULL AND prev IS NULL) OR (kind <> 'filed-licence' AND series IS NOT NULL AND number IS NOT NULL AND opening IS NOT NULL AND ((prev IS NULL AND number = opening) OR (prev IS NOT NULL AND prev = number - 1)))",
            name=op.f("ck_paper_gapless"),
        ),
        sa.CheckConstraint("length(facts_sha256) = 64", name=op.f("ck_paper_facts_sha256_length")),
        sa.ForeignKeyConstraint(
            ["series", "prev"], ["paper.series", "paper.number"], name="fk_paper_chain"
        ),
        sa.ForeignKeyConstraint(["series"], ["series.name"], name=op.f("fk_paper_series")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper")),
        sa.UniqueConstraint("ref", name=op.f("uq_paper_ref")),
        sa.UniqueConstraint("series", "number", name=op.f("uq_paper_series_number")),
        sqlite_strict=True,
    )
    op.create_index("ix_paper_chain", "paper", ["series", "prev"], unique=False)
    op.create_index("ix_paper_kind", "paper", ["kind", "id"], unique=False)
    op.create_index(op.f("ix_paper_made_from"), "paper", ["made_from"], unique=False)
    op.create_table(
        "payment",
        sa.Column("id", Whole, nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("party_id", Whole, nullable=False),
        sa.Column("quote", sa.Text(), nullable=True),
        sa.Column("received_on", Day(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("amount_minor", Whole, nullable=False),
        sa.Column("method", sa.Text(), nullable=True),
        sa.Column("bank_reference", sa.Text(), nullable=True),
        sa.Column("recorded_at", Moment(), nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.CheckConstraint("amount_minor >= 0", name=op.f("ck_payment_not_negative")),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_payment_party_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment")),
        sa.UniqueConstraint("ref", name=op.f("uq_payment_ref")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_payment_party_id"), "payment", ["party_id"], unique=False)
    op.create_index(op.f("ix_payment_quote"), "payment", ["quote"], unique=False)
    op.create_table(
        "certificate",
        sa.Column("id", Whole, nullable=False),
        sa.Column("payment_id", Whole, nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("dated_on", Day(), nullable=True),
        sa.Column("recorded_at", Moment(), nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["payment_id"], ["payment.id"], name=op.f("fk_certificate_payment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_certificate_payment_id"), "certificate", ["payment_id"], unique=False)
    op.create_table(
        "placement",
        sa.Column("id", Whole, nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("host", sa.Text(), nullable=True),
        sa.Column("article_id", Whole, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("first_seen", Moment(), nullable=False),
        sa.Column("last_seen", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["article.id"], name=op.f("fk_placement_article_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placement")),
        sa.UniqueConstraint("ref", name=op.f("uq_placement_ref")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_placement_article_id"), "placement", ["article_id"], unique=False)
    op.create_index(op.f("ix_placement_place"), "placement", ["place"], unique=False)
    op.create_table(
        "request",
        sa.Column("id", Whole, nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("party_id", Whole, nullable=False),
        sa.Column("payer_id", Whole, nullable=True),
        sa.Column("end_client_id", Whole, nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("received_at", Moment(), nullable=False),
        sa.Column("po_number", sa.Text(), nullable=True),
        sa.Column("message_sha256", sa.Text(), nullable=True),
        sa.Column("message_id", sa.Text(), nullable=True),
        sa.Column("assigned_to", sa.Text(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["end_client_id"], ["party.id"], name=op.f("fk_request_end_client_id")
        ),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_request_party_id")),
        sa.ForeignKeyConstraint(["payer_id"], ["party.id"], name=op.f("fk_request_payer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request")),
        sa.UniqueConstraint("ref", name=op.f("uq_request_ref")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_request_message_id"), "request", ["message_id"], unique=False)
    op.create_index(op.f("ix_request_message_sha256"), "request", ["message_sha256"], unique=False)
    op.create_index(op.f("ix_request_party_id"), "request", ["party_id"], unique=False)
    op.create_index(op.f("ix_request_received_at"), "request", ["received_at"], unique=False)
    op.create_index(op.f("ix_request_state"), "request", ["state"], unique=False)
    op.create_table(
        "agreement",
        sa.Column("id", Whole, nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("agency_key", sa.Text(), nullable=False),
        sa.Column("contract", sa.Text(), nullable=False),
        sa.Column("covers", sa.Text(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("bylines", sa.Text(), nullable=False),
        sa.Column("editions", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("credit", sa.Text(), nullable=True),
        sa.Column("contact", sa.Text(), nullable=True),
        sa.Column("valid_from", Day(), nullable=True),
        sa.Column("valid_until", Day(), nullable=True),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.Column("ended_by", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "act IN ('licensed','own-words','exclude')", name=op.f("ck_agreement_act")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement")),
        sa.UniqueConstraint("ref", name=op.f("uq_agreement_ref")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_agreement_agency_key"), "agreement", ["agency_key"], unique=False)
    op.create_table(
        "contributor",
        sa.Column("id", Whole, nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("share", sa.Text(), nullable=True),
        sa.Column("limits", sa.Text(), nullable=True),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("consent_required", Flag(), nullable=False),
        sa.Column("payee", sa.Text(), nullable=True),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("ended_on", Day(), nullable=True),
        sa.Column("ended_by", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "basis IN ('staff','assigned','freelance')", name=op.f("ck_contributor_basis")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contributor")),
        sa.UniqueConstraint("ref", name=op.f("uq_contributor_ref")),
        sqlite_strict=True,
    )
    op.create_table(
        "contributor_name",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("contributor_id", Whole, nullable=False),
        sa.ForeignKeyConstraint(
            ["contributor_id"], ["contributor.id"], name=op.f("fk_contributor_name_contributor_id")
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_contributor_name")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("ix_contributor_name_contributor_id"),
        "contributor_name",
        ["contributor_id"],
        unique=False,
    )
    op.create_table(
        "contributorship",
        sa.Column("id", Whole, nullable=False),
        sa.Column("article_id", Whole, nullable=False),
        sa.Column("contributor_id", Whole, nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("share", sa.Text(), nullable=True),
        sa.Column("limits", sa.Text(), nullable=True),
        sa.Column("consent", sa.Text(), nullable=True),
        sa.Column("machines", sa.Text(), nullable=True),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.CheckConstraint(
            "role IN ('author','photographer','translator')", name=op.f("ck_contributorship_role")
        ),
        sa.ForeignKeyConstraint(
            ["article_id"], ["article.id"], name=op.f("fk_contributorship_article_id")
        ),
        sa.ForeignKeyConstraint(
            ["contributor_id"], ["contributor.id"], name=op.f("fk_contributorship_contributor_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contributorship")),
        sqlite_strict=True,
    )
    op.create_index("ix_contributorship_article", "contributorship", ["article_id"], unique=False)
    op.create_index(
        op.f("ix_contributorship_contributor_id"),
        "contributorship",
        ["contributor_id"],
        unique=False,
    )
    op.create_table(
        "request_file",
        sa.Column("id", Whole, nullable=False),
        sa.Column("request_id", Whole, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("size", Whole, nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=True),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"], ["request.id"], name=op.f("fk_request_file_request_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request_file")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_request_file_request_id"), "request_file", ["request_id"])
    op.create_index(op.f("ix_request_file_sha256"), "request_file", ["sha256"])
    op.create_index(op.f("ix_request_file_message_id"), "request_file", ["message_id"])
    op.create_table(
        "mandate",
        sa.Column("id", Whole, nullable=False),
        sa.Column("party_id", Whole, nullable=False),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("uses", sa.Text(), nullable=False),
        sa.Column("valid_from", Day(), nullable=True),
        sa.Column("valid_until", Day(), nullable=True),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.Column("ended_by", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_mandate_party_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mandate")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_mandate_party_id"), "mandate", ["party_id"], unique=False)
    op.create_table(
        "exchange_rate",
        sa.Column("id", Whole, nullable=False),
        sa.Column("base", sa.Text(), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("rate", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("day", Day(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exchange_rate")),
        sqlite_strict=True,
    )
    op.create_index("ix_exchange_rate_pair", "exchange_rate", ["base", "quote", "day"])
    op.create_table(
        "blanket",
        sa.Column("id", Whole, nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("party_id", Whole, nullable=False),
        sa.Column("payer_id", Whole, nullable=True),
        sa.Column("end_client_id", Whole, nullable=True),
        sa.Column("quota", Whole, nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("fee_minor", Whole, nullable=False),
        sa.Column("starts_on", Day(), nullable=False),
        sa.Column("ends_on", Day(), nullable=False),
        sa.Column("use", sa.Text(), nullable=False),
        sa.Column("contract", sa.Text(), nullable=True),
        sa.Column("po_number", sa.Text(), nullable=True),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.Column("ended_by", sa.Text(), nullable=True),
        sa.CheckConstraint("ends_on >= starts_on AND quota > 0", name=op.f("ck_blanket_period")),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_blanket_party_id")),
        sa.ForeignKeyConstraint(["payer_id"], ["party.id"], name=op.f("fk_blanket_payer_id")),
        sa.ForeignKeyConstraint(
            ["end_client_id"], ["party.id"], name=op.f("fk_blanket_end_client_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_blanket")),
        sa.UniqueConstraint("ref", name=op.f("uq_blanket_ref")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_blanket_party_id"), "blanket", ["party_id"], unique=False)
    op.create_table(
        "draw",
        sa.Column("id", Whole, nullable=False),
        sa.Column("blanket_id", Whole, nullable=False),
        sa.Column("n", Whole, nullable=False),
        sa.Column("article_id", Whole, nullable=False),
        sa.Column("beyond", Flag(), nullable=False),
        sa.Column("drawn_on", Day(), nullable=False),
        sa.Column("request", sa.Text(), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("licence", sa.Text(), nullable=True),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["blanket_id"], ["blanket.id"], name=op.f("fk_draw_blanket_id")),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("fk_draw_article_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draw")),
        sa.UniqueConstraint("blanket_id", "n", name=op.f("uq_draw_blanket_id_n")),
        sa.UniqueConstraint("quote", name=op.f("uq_draw_quote")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_draw_article_id"), "draw", ["article_id"], unique=False)
    op.create_index(op.f("ix_draw_licence"), "draw", ["licence"], unique=False)
    op.create_table(
        "restriction",
        sa.Column("id", Whole, nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("article_id", Whole, nullable=True),
        sa.Column("edition", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("starts_on", Day(), nullable=True),
        sa.Column("ends_on", Day(), nullable=True),
        sa.Column("party_id", Whole, nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("released_at", Moment(), nullable=True),
        sa.Column("released_by", sa.Text(), nullable=True),
        sa.Column("released_note", sa.Text(), nullable=True),
        sa.CheckConstraint("kind IN ('embargo','hold','window')", name=op.f("ck_restriction_kind")),
        sa.CheckConstraint(
            "(article_id IS NULL) <> (edition IS NULL)", name=op.f("ck_restriction_of_one")
        ),
        sa.ForeignKeyConstraint(
            ["article_id"], ["article.id"], name=op.f("fk_restriction_article_id")
        ),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_restriction_party_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_restriction")),
        sa.UniqueConstraint("ref", name=op.f("uq_restriction_ref")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_restriction_article_id"), "restriction", ["article_id"], unique=False)
    op.create_index(op.f("ix_restriction_edition"), "restriction", ["edition"], unique=False)
    op.create_table(
        "ruling",
        sa.Column("id", Whole, nullable=False),
        sa.Column("article_id", Whole, nullable=False),
        sa.Column("passage_digest", sa.Text(), nullable=False),
        sa.Column("rights", sa.Text(), nullable=False),
        sa.Column("owner_name", sa.Text(), nullable=True),
        sa.Column("basis", sa.Text(), nullable=True),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("limits", sa.Text(), nullable=True),
        sa.Column("share", sa.Text(), nullable=True),
        sa.Column("until", Day(), nullable=True),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("fk_ruling_article_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ruling")),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_ruling_article_passage", "ruling", ["article_id", "passage_digest"], unique=False
    )
    op.create_table(
        "suspect",
        sa.Column("id", Whole, nullable=False),
        sa.Column("article_id", Whole, nullable=False),
        sa.Column("n", Whole, nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("fk_suspect_article_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suspect")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_suspect_article_id"), "suspect", ["article_id"], unique=False)
    op.create_table(
        "version",
        sa.Column("id", Whole, nullable=False),
        sa.Column("article_id", Whole, nullable=False),
        sa.Column("n", Whole, nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("headline", sa.Text(), nullable=False),
        sa.Column("byline", sa.Text(), nullable=True),
        sa.Column("published_on", Day(), nullable=True),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("passages", sa.Text(), nullable=False),
        sa.Column("words_total", Whole, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("by", sa.Text(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("source_sha256", sa.Text(), nullable=False),
        sa.Column("source_item", sa.Text(), nullable=True),
        sa.Column("fetched_at", Moment(), nullable=False),
        sa.CheckConstraint("length(digest) = 64", name=op.f("ck_version_digest_length")),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("fk_version_article_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_version")),
        sa.UniqueConstraint("article_id", "n", name=op.f("uq_version_article_id_n")),
        sqlite_strict=True,
    )
    op.create_table(
        "arrival",
        sa.Column("id", Whole, nullable=False),
        sa.Column("article_id", Whole, nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("item_id", sa.Text(), nullable=False),
        sa.Column("item_sha256", sa.Text(), nullable=False),
        sa.Column("seen_at", Moment(), nullable=False),
        sa.CheckConstraint("length(item_sha256) = 64", name=op.f("ck_arrival_item_digest_length")),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("fk_arrival_article_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_arrival")),
        sa.UniqueConstraint("item_id", "source", name=op.f("uq_arrival_item_id_source")),
        sqlite_strict=True,
    )
    op.create_table(
        "audience",
        sa.Column("id", Whole, nullable=False),
        sa.Column("outlet_id", Whole, nullable=False),
        sa.Column("figure", Whole, nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("as_of", Day(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["outlet_id"], ["outlet.id"], name=op.f("fk_audience_outlet_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audience")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_audience_outlet_id"), "audience", ["outlet_id"], unique=False)
    op.create_table(
        "paper_state",
        sa.Column("paper_id", Whole, autoincrement=False, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("journal_seq", Whole, nullable=False),
        sa.ForeignKeyConstraint(["paper_id"], ["paper.id"], name=op.f("fk_paper_state_paper_id")),
        sa.PrimaryKeyConstraint("paper_id", name=op.f("pk_paper_state")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_paper_state_state"), "paper_state", ["state"], unique=False)
    op.create_table(
        "quote",
        sa.Column("id", Whole, nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("request_id", Whole, nullable=False),
        sa.Column("party_id", Whole, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("revision", Whole, nullable=False),
        sa.Column("valid_until", Day(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("total_minor", Whole, nullable=False),
        sa.Column("drafted_at", Moment(), nullable=False),
        sa.Column("sent_on", Day(), nullable=True),
        sa.Column("accepted_on", Day(), nullable=True),
        sa.Column("accepted_by", sa.Text(), nullable=True),
        sa.Column("accepted_how", sa.Text(), nullable=True),
        sa.Column("evidence_sha256", sa.Text(), nullable=True),
        sa.Column("po_number", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("stoppage_id", Whole, nullable=True),
        sa.Column("approved_by", sa.Text(), nullable=True),
        sa.Column("approved_at", Moment(), nullable=True),
        sa.Column("reminded_on", Day(), nullable=True),
        sa.Column("beside", Whole, nullable=True),
        sa.Column("change", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["accepted_by"], ["personal.id"], name=op.f("fk_quote_accepted_by")
        ),
        sa.ForeignKeyConstraint(["beside"], ["quote.id"], name=op.f("fk_quote_beside")),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_quote_party_id")),
        sa.ForeignKeyConstraint(["request_id"], ["request.id"], name=op.f("fk_quote_request_id")),
        sa.ForeignKeyConstraint(
            ["stoppage_id"], ["stoppage.id"], name=op.f("fk_quote_stoppage_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quote")),
        sa.UniqueConstraint("ref", name=op.f("uq_quote_ref")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_quote_beside"), "quote", ["beside"], unique=False)
    op.create_index(op.f("ix_quote_party_id"), "quote", ["party_id"], unique=False)
    op.create_index(op.f("ix_quote_request_id"), "quote", ["request_id"], unique=False)
    op.create_index(op.f("ix_quote_state"), "quote", ["state"], unique=False)
    op.create_table(
        "request_item",
        sa.Column("id", Whole, nullable=False),
        sa.Column("request_id", Whole, nullable=False),
        sa.Column("n", Whole, nullable=False),
        sa.Column("article_id", Whole, nullable=False),
        sa.Column("medium", sa.Text(), nullable=True),
        sa.Column("outlet_title", sa.Text(), nullable=True),
        sa.Column("use", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["article.id"], name=op.f("fk_request_item_article_id")
        ),
        sa.ForeignKeyConstraint(
            ["request_id"], ["request.id"], name=op.f("fk_request_item_request_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request_item")),
        sa.UniqueConstraint("request_id", "n", name=op.f("uq_request_item_request_id_n")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("ix_request_item_article_id"), "request_item", ["article_id"], unique=False
    )
    op.create_table(
        "quote_revision",
        sa.Column("id", Whole, nullable=False),
        sa.Column("quote_id", Whole, nullable=False),
        sa.Column("n", Whole, nullable=False),
        sa.Column("card_sha256", sa.Text(), nullable=True),
        sa.Column("engine", Whole, nullable=False),
        sa.Column("inputs", sa.Text(), nullable=False),
        sa.Column("fx", sa.Text(), nullable=True),
        sa.Column("steps", sa.Text(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("facts_sha256", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("net_minor", Whole, nullable=False),
        sa.Column("tax_minor", Whole, nullable=False),
        sa.Column("total_minor", Whole, nullable=False),
        sa.Column("treatment", sa.Text(), nullable=False),
        sa.Column("drafted_by", sa.Text(), nullable=False),
        sa.Column("drafted_at", Moment(), nullable=False),
        sa.CheckConstraint(
            "net_minor + tax_minor = total_minor", name=op.f("ck_quote_revision_adds_up")
        ),
        sa.ForeignKeyConstraint(
            ["quote_id"], ["quote.id"], name=op.f("fk_quote_revision_quote_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quote_revision")),
        sa.UniqueConstraint("quote_id", "n", name=op.f("uq_quote_revision_quote_id_n")),
        sqlite_strict=True,
    )
    op.create_table(
        "document",
        sa.Column("id", Whole, nullable=False),
        sa.Column("paper_id", Whole, nullable=True),
        sa.Column("quote_revision_id", Whole, nullable=True),
        sa.Column("report", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("revision", Whole, nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("pages", Whole, nullable=False),
        sa.Column("engine", sa.Text(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_document_sha256_length")),
        sa.ForeignKeyConstraint(["paper_id"], ["paper.id"], name=op.f("fk_document_paper_id")),
        sa.ForeignKeyConstraint(
            ["quote_revision_id"], ["quote_revision.id"], name=op.f("fk_document_quote_revision_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
        sa.UniqueConstraint(
            "paper_id", "kind", "revision", name=op.f("uq_document_paper_id_kind_revision")
        ),
        sa.UniqueConstraint(
            "quote_revision_id",
            "kind",
            "revision",
            name=op.f("uq_document_quote_revision_id_kind_revision"),
        ),
        sqlite_strict=True,
    )
    op.create_table(
        "invoice",
        sa.Column("paper_id", Whole, autoincrement=False, nullable=False),
        sa.Column("party_id", Whole, nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("quote_revision_id", Whole, nullable=False),
        sa.Column("licence", sa.Text(), nullable=True),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("net_minor", Whole, nullable=False),
        sa.Column("tax_minor", Whole, nullable=False),
        sa.Column("total_minor", Whole, nullable=False),
        sa.Column("treatment", sa.Text(), nullable=False),
        sa.Column("tax_point", Day(), nullable=False),
        sa.Column("due_on", Day(), nullable=False),
        sa.CheckConstraint("net_minor + tax_minor = total_minor", name=op.f("ck_invoice_adds_up")),
        sa.ForeignKeyConstraint(["paper_id"], ["paper.id"], name=op.f("fk_invoice_paper_id")),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_invoice_party_id")),
        sa.ForeignKeyConstraint(
            ["quote_revision_id"], ["quote_revision.id"], name=op.f("fk_invoice_quote_revision_id")
        ),
        sa.PrimaryKeyConstraint("paper_id", name=op.f("pk_invoice")),
        sa.UniqueConstraint("quote", name=op.f("uq_invoice_quote")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_invoice_due_on"), "invoice", ["due_on"], unique=False)
    op.create_index(op.f("ix_invoice_party_id"), "invoice", ["party_id"], unique=False)
    op.create_table(
        "licence",
        sa.Column("paper_id", Whole, autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("party_id", Whole, nullable=False),
        sa.Column("quote_revision_id", Whole, nullable=True),
        sa.Column("quote", sa.Text(), nullable=True),
        sa.Column("old_number", sa.Text(), nullable=True),
        sa.Column("batch", Whole, nullable=True),
        sa.Column("verify_code", sa.Text(), nullable=True),
        sa.Column("currency", sa.Text(), nullable=True),
        sa.Column("net_minor", Whole, nullable=True),
        sa.ForeignKeyConstraint(["paper_id"], ["paper.id"], name=op.f("fk_licence_paper_id")),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_licence_party_id")),
        sa.ForeignKeyConstraint(
            ["quote_revision_id"], ["quote_revision.id"], name=op.f("fk_licence_quote_revision_id")
        ),
        sa.PrimaryKeyConstraint("paper_id", name=op.f("pk_licence")),
        sa.UniqueConstraint("verify_code", name=op.f("uq_licence_verify_code")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_licence_batch"), "licence", ["batch"], unique=False)
    op.create_index(op.f("ix_licence_old_number"), "licence", ["old_number"], unique=False)
    op.create_index(op.f("ix_licence_party_id"), "licence", ["party_id"], unique=False)
    op.create_table(
        "quote_line",
        sa.Column("id", Whole, nullable=False),
        sa.Column("revision_id", Whole, nullable=False),
        sa.Column("n", Whole, nullable=False),
        sa.Column("request_item_id", Whole, nullable=False),
        sa.Column("version_id", Whole, nullable=False),
        sa.Column("use", sa.Text(), nullable=False),
        sa.Column("rights_sha256", sa.Text(), nullable=False),
        sa.Column("net_minor", Whole, nullable=False),
        sa.ForeignKeyConstraint(
            ["request_item_id"], ["request_item.id"], name=op.f("fk_quote_line_request_item_id")
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["quote_revision.id"], name=op.f("fk_quote_line_revision_id")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["version.id"], name=op.f("fk_quote_line_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quote_line")),
        sa.UniqueConstraint("revision_id", "n", name=op.f("uq_quote_line_revision_id_n")),
        sqlite_strict=True,
    )
    op.create_table(
        "allocation",
        sa.Column("id", Whole, nullable=False),
        sa.Column("payment_id", Whole, nullable=False),
        sa.Column("invoice_id", Whole, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("minor", Whole, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('cash','withholding','charge')", name=op.f("ck_allocation_kind")
        ),
        sa.CheckConstraint("minor > 0", name=op.f("ck_allocation_positive")),
        sa.ForeignKeyConstraint(
            ["invoice_id"], ["invoice.paper_id"], name=op.f("fk_allocation_invoice_id")
        ),
        sa.ForeignKeyConstraint(
            ["payment_id"], ["payment.id"], name=op.f("fk_allocation_payment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_allocation")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_allocation_invoice_id"), "allocation", ["invoice_id"], unique=False)
    op.create_index(op.f("ix_allocation_payment_id"), "allocation", ["payment_id"], unique=False)
    op.create_table(
        "invoice_line",
        sa.Column("id", Whole, nullable=False),
        sa.Column("paper_id", Whole, nullable=False),
        sa.Column("n", Whole, nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("net_minor", Whole, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("rate", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["paper_id"], ["invoice.paper_id"], name=op.f("fk_invoice_line_paper_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoice_line")),
        sa.UniqueConstraint("paper_id", "n", name=op.f("uq_invoice_line_paper_id_n")),
        sqlite_strict=True,
    )
    op.create_table(
        "licence_item",
        sa.Column("id", Whole, nullable=False),
        sa.Column("paper_id", Whole, nullable=False),
        sa.Column("n", Whole, nullable=False),
        sa.Column("article_id", Whole, nullable=True),
        sa.Column("version_id", Whole, nullable=True),
        sa.Column("outlet_id", Whole, nullable=True),
        sa.Column("outlet_title", sa.Text(), nullable=True),
        sa.Column("domains", sa.Text(), nullable=False),
        sa.Column("medium", sa.Text(), nullable=True),
        sa.Column("territories", sa.Text(), nullable=False),
        sa.Column("languages", sa.Text(), nullable=False),
        sa.Column("starts_on", Day(), nullable=True),
        sa.Column("ends_on", Day(), nullable=True),
        sa.Column("perpetual", Flag(), nullable=False),
        sa.Column("exclusivity", sa.Text(), nullable=True),
        sa.Column("excerpt_words", Whole, nullable=True),
        sa.Column("whole", Flag(), nullable=True),
        sa.Column("credit_line", sa.Text(), nullable=True),
        sa.Column("link_url", sa.Text(), nullable=True),
        sa.Column("canonical", sa.Text(), nullable=True),
        sa.Column("rights", sa.Text(), nullable=False),
        sa.Column("rights_sha256", sa.Text(), nullable=False),
        sa.Column("contributors", sa.Text(), nullable=False),
        sa.Column("net_minor", Whole, nullable=True),
        sa.CheckConstraint(
            "ends_on IS NULL OR starts_on IS NULL OR ends_on >= starts_on",
            name=op.f("ck_licence_item_term"),
        ),
        sa.ForeignKeyConstraint(
            ["article_id"], ["article.id"], name=op.f("fk_licence_item_article_id")
        ),
        sa.ForeignKeyConstraint(
            ["outlet_id"], ["outlet.id"], name=op.f("fk_licence_item_outlet_id")
        ),
        sa.ForeignKeyConstraint(
            ["paper_id"], ["licence.paper_id"], name=op.f("fk_licence_item_paper_id")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["version.id"], name=op.f("fk_licence_item_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_licence_item")),
        sa.UniqueConstraint("paper_id", "n", name=op.f("uq_licence_item_paper_id_n")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("ix_licence_item_article_id"), "licence_item", ["article_id"], unique=False
    )
    op.create_index(op.f("ix_licence_item_ends_on"), "licence_item", ["ends_on"], unique=False)
    op.create_index(op.f("ix_licence_item_starts_on"), "licence_item", ["starts_on"], unique=False)
    op.create_table(
        "match",
        sa.Column("id", Whole, nullable=False),
        sa.Column("snapshot_id", Whole, nullable=False),
        sa.Column("placement_id", Whole, nullable=False),
        sa.Column("version_id", Whole, nullable=False),
        sa.Column("version_told", Flag(), nullable=False),
        sa.Column("licence_item_id", Whole, nullable=True),
        sa.Column("copied", Whole, nullable=False),
        sa.Column("licensable", Whole, nullable=False),
        sa.Column("copied_total", Whole, nullable=False),
        sa.Column("total", Whole, nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("edits", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["licence_item_id"], ["licence_item.id"], name=op.f("fk_match_licence_item_id")
        ),
        sa.ForeignKeyConstraint(
            ["placement_id"], ["placement.id"], name=op.f("fk_match_placement_id")
        ),
        sa.ForeignKeyConstraint(
            ["snapshot_id"], ["snapshot.id"], name=op.f("fk_match_snapshot_id")
        ),
        sa.ForeignKeyConstraint(["version_id"], ["version.id"], name=op.f("fk_match_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_match")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_match_licence_item_id"), "match", ["licence_item_id"], unique=False)
    op.create_index(op.f("ix_match_placement_id"), "match", ["placement_id"], unique=False)
    op.create_index(op.f("ix_match_snapshot_id"), "match", ["snapshot_id"], unique=False)
    op.create_index(op.f("ix_match_verdict"), "match", ["verdict"], unique=False)
    op.create_table(
        "obligation",
        sa.Column("id", Whole, nullable=False),
        sa.Column("licence_item_id", Whole, nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("due_on", Day(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["licence_item_id"], ["licence_item.id"], name=op.f("fk_obligation_licence_item_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_obligation")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_obligation_due_on"), "obligation", ["due_on"], unique=False)
    op.create_index(
        op.f("ix_obligation_licence_item_id"), "obligation", ["licence_item_id"], unique=False
    )
    op.create_table(
        "suspension",
        sa.Column("id", Whole, nullable=False),
        sa.Column("licence_item_id", Whole, nullable=False),
        sa.Column("stoppage_id", Whole, nullable=False),
        sa.Column("was", sa.Text(), nullable=True),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("lifted_at", Moment(), nullable=True),
        sa.Column("lifted_by", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["licence_item_id"], ["licence_item.id"], name=op.f("fk_suspension_licence_item_id")
        ),
        sa.ForeignKeyConstraint(
            ["stoppage_id"], ["stoppage.id"], name=op.f("fk_suspension_stoppage_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suspension")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("ix_suspension_licence_item_id"), "suspension", ["licence_item_id"], unique=False
    )
    op.create_index(op.f("ix_suspension_stoppage_id"), "suspension", ["stoppage_id"], unique=False)
    op.create_table(
        "usage",
        sa.Column("id", Whole, nullable=False),
        sa.Column("licence_item_id", Whole, nullable=True),
        sa.Column("placement_id", Whole, nullable=True),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("raw", Whole, nullable=False),
        sa.Column("filtered", Whole, nullable=False),
        sa.ForeignKeyConstraint(
            ["licence_item_id"], ["licence_item.id"], name=op.f("fk_usage_licence_item_id")
        ),
        sa.ForeignKeyConstraint(
            ["placement_id"], ["placement.id"], name=op.f("fk_usage_placement_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_usage")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_usage_licence_item_id"), "usage", ["licence_item_id"], unique=False)
    op.create_index(op.f("ix_usage_period"), "usage", ["period"], unique=False)
    op.create_table(
        "finding",
        sa.Column("id", Whole, nullable=False),
        sa.Column("match_id", Whole, nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("severity", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.CheckConstraint("result IN ('pass','fail','unknown')", name=op.f("ck_finding_result")),
        sa.ForeignKeyConstraint(["match_id"], ["match.id"], name=op.f("fk_finding_match_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_finding_match_id"), "finding", ["match_id"], unique=False)
