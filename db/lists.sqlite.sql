-- copies
SELECT placement.ref, placement.state, "match".verdict, placement.place, article.ref AS article, version.n AS version, "match".version_told, "match".copied, "match".licensable, paper.ref AS licence, placement.first_seen, placement.last_seen
FROM placement JOIN article ON article.id = placement.article_id JOIN (SELECT "match".placement_id AS placement_id, max("match".id) AS id
FROM "match" GROUP BY "match".placement_id) AS anon_1 ON anon_1.placement_id = placement.id JOIN "match" ON "match".id = anon_1.id JOIN version ON version.id = "match".version_id LEFT OUTER JOIN licence_item ON licence_item.id = "match".licence_item_id LEFT OUTER JOIN paper ON paper.id = licence_item.paper_id ORDER BY placement.id DESC

-- blankets
SELECT blanket.ref, party.ref AS party, party.legal_name, blanket.quota, blanket.currency, blanket.fee_minor, blanket.starts_on, blanket.ends_on, blanket.ended_at, anon_1.drawn, anon_1.over
FROM blanket JOIN party ON party.id = blanket.party_id LEFT OUTER JOIN (SELECT draw.blanket_id AS blanket_id, count(*) - sum(draw.beyond) AS drawn, sum(draw.beyond) AS over
FROM draw GROUP BY draw.blanket_id) AS anon_1 ON anon_1.blanket_id = blanket.id ORDER BY blanket.id DESC

-- invoices
SELECT paper.ref, paper.issue_date, paper_state.state, invoice.currency, invoice.total_minor, invoice.due_on, party.ref AS party, party.legal_name, idempotency."key", document.sha256, anon_1.paid
FROM paper JOIN invoice ON invoice.paper_id = paper.id JOIN paper_state ON paper_state.paper_id = paper.id JOIN party ON party.id = invoice.party_id LEFT OUTER JOIN idempotency ON idempotency.ref = paper.ref LEFT OUTER JOIN document ON document.paper_id = paper.id AND document.kind = 'invoice' LEFT OUTER JOIN (SELECT allocation.invoice_id AS invoice_id, sum(allocation.minor) AS paid
FROM allocation GROUP BY allocation.invoice_id) AS anon_1 ON anon_1.invoice_id = paper.id ORDER BY paper.id DESC

-- open invoices
SELECT paper.ref, paper.issue_date, paper_state.state, invoice.currency, invoice.total_minor, invoice.due_on, party.ref AS party, party.legal_name, idempotency."key", document.sha256, anon_1.paid
FROM paper JOIN invoice ON invoice.paper_id = paper.id JOIN paper_state ON paper_state.paper_id = paper.id JOIN party ON party.id = invoice.party_id LEFT OUTER JOIN idempotency ON idempotency.ref = paper.ref LEFT OUTER JOIN document ON document.paper_id = paper.id AND document.kind = 'invoice' LEFT OUTER JOIN (SELECT allocation.invoice_id AS invoice_id, sum(allocation.minor) AS paid
FROM allocation GROUP BY allocation.invoice_id) AS anon_1 ON anon_1.invoice_id = paper.id
WHERE paper_state.state IN ('issued', 'part-paid') ORDER BY paper.id DESC

-- journal
SELECT journal.seq, journal.at, journal.actor, journal.action, journal.entity, journal.payload
FROM journal ORDER BY journal.seq DESC

-- journal of
SELECT journal.seq, journal.at, journal.actor, journal.action, journal.entity, journal.payload
FROM journal
WHERE journal.entity = :entity ORDER BY journal.seq DESC

-- licences
SELECT paper.ref, paper_state.state, licence.kind, licence.currency, licence.net_minor, party.ref AS party, party.legal_name, article.ref AS article, article.headline, licence_item.outlet_title, licence_item.medium, licence_item.territories, licence_item.starts_on, licence_item.ends_on
FROM paper JOIN licence ON licence.paper_id = paper.id JOIN paper_state ON paper_state.paper_id = paper.id JOIN party ON party.id = licence.party_id LEFT OUTER JOIN licence_item ON licence_item.paper_id = paper.id AND licence_item.n = 1 LEFT OUTER JOIN article ON article.id = licence_item.article_id
WHERE paper_state.state != 'taken-back' ORDER BY paper.id DESC

-- mails
SELECT mail.id, mail.about, mail.kind, personal.value AS recipient, mail.subject, mail.state, mail.drafted_at, mail.sent_at, mail.sent_by, mail.eml_sha256
FROM mail LEFT OUTER JOIN personal ON personal.id = mail.recipient ORDER BY mail.id DESC

-- open mails
SELECT mail.id, mail.about, mail.kind, personal.value AS recipient, mail.subject, mail.state, mail.drafted_at, mail.sent_at, mail.sent_by, mail.eml_sha256
FROM mail LEFT OUTER JOIN personal ON personal.id = mail.recipient
WHERE mail.state = 'draft' ORDER BY mail.id DESC

-- licensees
SELECT party.id, party.ref, party.state, party.legal_name, party.trading_name, party.kind, party.customer_kind, party.country, party.address, party.vat_no, party.vat_proof, party.company_no, party.currency, party.language, party.terms, party.payment_days
FROM party ORDER BY party.id DESC

-- contacts
SELECT contact.party_id, contact.purpose, personal_1.value AS name, personal_2.value AS email, personal_3.value AS telephone
FROM contact LEFT OUTER JOIN personal AS personal_1 ON personal_1.id = contact.name LEFT OUTER JOIN personal AS personal_2 ON personal_2.id = contact.email LEFT OUTER JOIN personal AS personal_3 ON personal_3.id = contact.telephone ORDER BY contact.id

-- outlets
SELECT outlet.id, outlet.party_id, outlet.title, outlet.medium, outlet.domains, outlet.country, outlet.languages, audience.figure, audience.unit
FROM outlet LEFT OUTER JOIN audience ON audience.id = (SELECT audience_1.id
FROM audience AS audience_1
WHERE audience_1.outlet_id = outlet.id ORDER BY audience_1.as_of DESC, audience_1.id DESC
 LIMIT 1 OFFSET 0) ORDER BY outlet.id

-- payments
SELECT payment.id, payment.ref, party.ref AS party, party.legal_name, payment.received_on, payment.amount_minor, payment.currency, payment.method, payment.bank_reference, payment.quote
FROM payment JOIN party ON party.id = payment.party_id ORDER BY payment.id DESC

-- allocations
SELECT allocation.payment_id, allocation.kind, allocation.minor, paper.ref, invoice.currency
FROM allocation JOIN invoice ON invoice.paper_id = allocation.invoice_id JOIN paper ON paper.id = allocation.invoice_id ORDER BY allocation.id

-- certificates
SELECT certificate.payment_id, certificate.sha256, certificate.dated_on
FROM certificate ORDER BY certificate.id

-- payments to settle
SELECT payment.ref, party.legal_name, payment.currency, CASE WHEN (payment.quote IS NULL OR payment.quote IN (SELECT invoice.quote
FROM invoice)) THEN payment.amount_minor - coalesce(anon_1.minor, 0) ELSE 0 END AS over, paper.ref AS open, CASE WHEN (payment.id IN (SELECT certificate.payment_id
FROM certificate)) THEN 0 ELSE coalesce(anon_2.minor, 0) END AS uncertified
FROM payment JOIN party ON party.id = payment.party_id LEFT OUTER JOIN (SELECT allocation.payment_id AS payment_id, sum(allocation.minor) AS minor
FROM allocation
WHERE allocation.kind = 'cash' GROUP BY allocation.payment_id) AS anon_1 ON anon_1.payment_id = payment.id LEFT OUTER JOIN (SELECT allocation.payment_id AS payment_id, sum(allocation.minor) AS minor
FROM allocation
WHERE allocation.kind = 'withholding' GROUP BY allocation.payment_id) AS anon_2 ON anon_2.payment_id = payment.id LEFT OUTER JOIN paper ON paper.id = (SELECT min(invoice.paper_id) AS min_1
FROM invoice JOIN paper_state ON paper_state.paper_id = invoice.paper_id
WHERE invoice.party_id = payment.party_id AND invoice.currency = payment.currency AND paper_state.state IN ('issued', 'part-paid'))
WHERE CASE WHEN (payment.quote IS NULL OR payment.quote IN (SELECT invoice.quote
FROM invoice)) THEN payment.amount_minor - coalesce(anon_1.minor, 0) ELSE 0 END > 0 OR CASE WHEN (payment.id IN (SELECT certificate.payment_id
FROM certificate)) THEN 0 ELSE coalesce(anon_2.minor, 0) END > 0 ORDER BY payment.id

-- editions
SELECT edition.code
FROM edition ORDER BY edition.code

-- rate cards
SELECT rate_card.name, rate_card.version, rate_card.currency, rate_card.valid_from, rate_card.valid_to, rate_card.invented, rate_card.sha256, rate_card."by"
FROM rate_card ORDER BY rate_card.id DESC

-- terms
SELECT terms.name, terms.language, terms.version, terms.valid_from, terms.adopted_by, terms.sha256, terms.text
FROM terms ORDER BY terms.id DESC

-- zone
SELECT publisher.zone
FROM publisher

-- quotes
SELECT quote.ref, quote.state, quote.revision, quote_1.ref AS lead, request.ref AS request, party.ref AS party, party.legal_name, quote.total_minor, quote.currency, quote.valid_until
FROM quote JOIN party ON party.id = quote.party_id JOIN request ON request.id = quote.request_id LEFT OUTER JOIN quote AS quote_1 ON quote_1.id = quote.beside AND quote_1.state IN ('approved', 'awaiting-approval', 'draft', 'sent') ORDER BY quote.id DESC

-- open quotes
SELECT quote.ref, quote.state, quote.revision, quote_1.ref AS lead, request.ref AS request, party.ref AS party, party.legal_name, quote.total_minor, quote.currency, quote.valid_until
FROM quote JOIN party ON party.id = quote.party_id JOIN request ON request.id = quote.request_id LEFT OUTER JOIN quote AS quote_1 ON quote_1.id = quote.beside AND quote_1.state IN ('approved', 'awaiting-approval', 'draft', 'sent')
WHERE quote.state IN ('approved', 'awaiting-approval', 'draft', 'sent') ORDER BY quote.id DESC

-- doubtful drafts
SELECT quote.ref
FROM quote JOIN quote_revision ON quote_revision.quote_id = quote.id AND quote_revision.n = quote.revision JOIN quote_line ON quote_line.revision_id = quote_revision.id JOIN request_item ON request_item.id = quote_line.request_item_id JOIN request ON request.id = quote.request_id JOIN version ON version.id = quote_line.version_id JOIN article ON article.id = version.article_id
WHERE quote.state = 'draft' AND (article.state IN ('killed', 'withheld') OR article.latest != version.n OR request_item.use != quote_line.use OR request.party_id != quote.party_id OR (EXISTS (SELECT *
FROM licence_item
WHERE licence_item.article_id = article.id)) OR (EXISTS (SELECT *
FROM restriction
WHERE restriction.released_at IS NULL AND (restriction.article_id = article.id OR restriction.edition = article.edition))) OR (EXISTS (SELECT *
FROM ruling
WHERE ruling.article_id = article.id AND (ruling.until IS NOT NULL OR ruling.at >= quote_revision.drafted_at))) OR (EXISTS (SELECT *
FROM agreement
WHERE agreement.valid_until IS NOT NULL OR agreement.scope != '{"languages":[],"media":[],"territories":[]}')) OR (EXISTS (SELECT *
FROM contributor
WHERE contributor.scope != '{"languages":[],"media":[],"territories":[]}' OR contributor.at >= quote_revision.drafted_at)) OR (EXISTS (SELECT *
FROM request_item AS request_item_1
WHERE request_item_1.request_id = quote.request_id AND NOT (EXISTS (SELECT *
FROM quote_line AS quote_line_1, quote_revision
WHERE quote_line_1.revision_id = quote_revision.id AND quote_line_1.request_item_id = request_item_1.id))))) GROUP BY quote.id, quote.ref ORDER BY quote.id

-- accepted quotes
SELECT quote.ref, party.legal_name, quote.accepted_on, quote.total_minor, quote.currency, party_1.terms, anon_1.ref AS licence, anon_2.quote AS billed, anon_3.n AS pro_forma, anon_4.minor AS paid
FROM quote JOIN party ON party.id = quote.party_id JOIN request ON request.id = quote.request_id JOIN party AS party_1 ON party_1.id = coalesce(request.payer_id, request.party_id) LEFT OUTER JOIN (SELECT paper.made_from AS made_from, paper.ref AS ref
FROM paper
WHERE paper.kind = 'licence' AND paper.made_from IS NOT NULL) AS anon_1 ON anon_1.made_from = quote.ref LEFT OUTER JOIN (SELECT DISTINCT invoice.quote AS quote
FROM invoice) AS anon_2 ON anon_2.quote = quote.ref LEFT OUTER JOIN (SELECT DISTINCT quote_revision.quote_id AS quote_id, quote_revision.n AS n
FROM quote_revision JOIN document ON document.quote_revision_id = quote_revision.id
WHERE document.kind = 'pro-forma') AS anon_3 ON anon_3.quote_id = quote.id AND anon_3.n = quote.revision LEFT OUTER JOIN (SELECT payment.quote AS quote, sum(payment.amount_minor) AS minor
FROM payment
WHERE payment.quote IS NOT NULL GROUP BY payment.quote) AS anon_4 ON anon_4.quote = quote.ref
WHERE quote.state = 'accepted' AND (anon_1.ref IS NULL OR anon_2.quote IS NULL AND quote.total_minor > 0) ORDER BY quote.id

-- requests
SELECT request.ref, request.state, anon_1.sent_until, anon_1.kept, anon_2.ref AS quote, anon_2.state AS quote_state, anon_2.valid_until, request.received_at, request.assigned_to, party.ref AS party, party.legal_name, request_item.medium, request_item.outlet_title, article.ref AS article, article.headline
FROM request JOIN party ON party.id = request.party_id LEFT OUTER JOIN request_item ON request_item.request_id = request.id AND request_item.n = 1 LEFT OUTER JOIN article ON article.id = request_item.article_id LEFT OUTER JOIN (SELECT quote.request_id AS request_id, max(CASE WHEN (quote.state = 'sent') THEN quote.valid_until END) AS sent_until, count(CASE WHEN (quote.state != 'sent') THEN quote.id END) AS kept
FROM quote
WHERE quote.state IN ('accepted', 'approved', 'awaiting-approval', 'draft', 'sent') GROUP BY quote.request_id) AS anon_1 ON anon_1.request_id = request.id LEFT OUTER JOIN (SELECT quote.request_id AS request_id, quote.ref AS ref, quote.state AS state, quote.valid_until AS valid_until
FROM quote JOIN (SELECT max(quote.id) AS id
FROM quote GROUP BY quote.request_id) AS anon_3 ON anon_3.id = quote.id) AS anon_2 ON anon_2.request_id = request.id ORDER BY request.id DESC

-- open requests
SELECT request.ref, request.state, anon_1.sent_until, anon_1.kept, anon_2.ref AS quote, anon_2.state AS quote_state, anon_2.valid_until, request.received_at, request.assigned_to, party.ref AS party, party.legal_name, request_item.medium, request_item.outlet_title, article.ref AS article, article.headline
FROM request JOIN party ON party.id = request.party_id LEFT OUTER JOIN request_item ON request_item.request_id = request.id AND request_item.n = 1 LEFT OUTER JOIN article ON article.id = request_item.article_id LEFT OUTER JOIN (SELECT quote.request_id AS request_id, max(CASE WHEN (quote.state = 'sent') THEN quote.valid_until END) AS sent_until, count(CASE WHEN (quote.state != 'sent') THEN quote.id END) AS kept
FROM quote
WHERE quote.state IN ('accepted', 'approved', 'awaiting-approval', 'draft', 'sent') GROUP BY quote.request_id) AS anon_1 ON anon_1.request_id = request.id LEFT OUTER JOIN (SELECT quote.request_id AS request_id, quote.ref AS ref, quote.state AS state, quote.valid_until AS valid_until
FROM quote JOIN (SELECT max(quote.id) AS id
FROM quote GROUP BY quote.request_id) AS anon_3 ON anon_3.id = quote.id) AS anon_2 ON anon_2.request_id = request.id
WHERE request.state IN ('clearing', 'info-needed', 'new', 'quoted', 'triaged') ORDER BY request.id DESC

-- order numbers
SELECT request.ref, request.po_number
FROM request
WHERE request.po_number IS NOT NULL UNION ALL SELECT quote.ref, coalesce(quote.po_number, request.po_number) AS po_number
FROM quote JOIN request ON request.id = quote.request_id
WHERE coalesce(quote.po_number, request.po_number) IS NOT NULL UNION ALL SELECT paper.ref, coalesce(quote.po_number, request.po_number) AS coalesce_1
FROM paper LEFT OUTER JOIN paper AS paper_1 ON paper_1.ref = paper.made_from JOIN quote ON quote.ref IN (paper.made_from, paper_1.made_from) JOIN request ON request.id = quote.request_id
WHERE coalesce(quote.po_number, request.po_number) IS NOT NULL

-- clearances
SELECT article.ref, article.headline, count(*) AS open
FROM article JOIN suspect ON suspect.article_id = article.id
WHERE article.id IN (SELECT request_item.article_id
FROM request_item JOIN request ON request.id = request_item.request_id
WHERE request.state IN ('clearing', 'info-needed', 'new', 'quoted', 'triaged')) GROUP BY article.ref, article.headline ORDER BY article.ref

-- rare tasks
SELECT 'killed article' AS kind
WHERE EXISTS (SELECT article.ref
FROM article JOIN stoppage ON stoppage.article_id = article.id
WHERE article.state = 'killed' AND stoppage.kind = 'kill' AND stoppage.lifted_at IS NULL) UNION ALL SELECT 'item behind' AS kind
WHERE EXISTS (SELECT paper.ref
FROM paper JOIN paper_state ON paper_state.paper_id = paper.id JOIN licence_item ON licence_item.paper_id = paper.id JOIN article ON article.id = licence_item.article_id LEFT OUTER JOIN version ON version.id = licence_item.version_id
WHERE article.latest > 0 AND (version.n IS NULL OR version.n < article.latest) AND paper_state.state IN ('issued', 'active')) UNION ALL SELECT 'resting item' AS kind
WHERE EXISTS (SELECT article.ref
FROM article JOIN licence_item ON licence_item.article_id = article.id JOIN suspension ON suspension.licence_item_id = licence_item.id
WHERE article.state = 'usable' AND suspension.lifted_at IS NULL) UNION ALL SELECT 'blanket' AS kind
WHERE EXISTS (SELECT blanket.ref
FROM blanket
WHERE blanket.ended_at IS NULL)

-- copies to judge
SELECT placement.ref, placement.place, "match".verdict
FROM placement JOIN (SELECT "match".placement_id AS placement_id, max("match".id) AS id
FROM "match" GROUP BY "match".placement_id) AS anon_1 ON anon_1.placement_id = placement.id JOIN "match" ON "match".id = anon_1.id
WHERE "match".verdict IN ('breach', 'no-licence-on-file', 'unknown') ORDER BY placement.id DESC

-- mails to send
SELECT mail.about, mail.kind, mail.subject
FROM mail
WHERE mail.state = 'draft' ORDER BY mail.id

-- papers to print
SELECT paper.kind, paper.ref
FROM paper LEFT OUTER JOIN document ON document.paper_id = paper.id
WHERE document.id IS NULL AND paper.kind != 'filed-licence' ORDER BY paper.id

-- quotes to print
SELECT quote.ref
FROM quote JOIN quote_revision ON quote_revision.quote_id = quote.id AND quote_revision.n = quote.revision LEFT OUTER JOIN document ON document.quote_revision_id = quote_revision.id AND document.kind = 'quote' LEFT OUTER JOIN quote AS quote_1 ON quote_1.id = quote.beside AND quote_1.state IN ('approved', 'awaiting-approval', 'draft', 'sent')
WHERE document.id IS NULL AND quote.state = 'sent' AND quote_1.id IS NULL ORDER BY quote.id

-- complete article
SELECT article.ref, article.headline
FROM article
WHERE article.ref LIKE :start ORDER BY article.id DESC
 LIMIT 50 OFFSET 0

-- complete invoice
SELECT paper.ref, paper_state.state
FROM paper JOIN paper_state ON paper_state.paper_id = paper.id
WHERE paper.kind = 'invoice' AND paper.ref LIKE :start ORDER BY paper.id DESC
 LIMIT 50 OFFSET 0

-- complete licence
SELECT paper.ref, paper_state.state
FROM paper JOIN paper_state ON paper_state.paper_id = paper.id
WHERE paper.kind IN ('licence', 'filed-licence') AND paper.ref LIKE :start ORDER BY paper.id DESC
 LIMIT 50 OFFSET 0

-- complete licensee
SELECT party.ref, party.legal_name
FROM party
WHERE party.ref LIKE :start ORDER BY party.id DESC
 LIMIT 50 OFFSET 0

-- complete payment
SELECT payment.ref, payment.received_on
FROM payment
WHERE payment.ref LIKE :start ORDER BY payment.id DESC
 LIMIT 50 OFFSET 0

-- complete quote
SELECT quote.ref, quote.state
FROM quote
WHERE quote.ref LIKE :start ORDER BY quote.id DESC
 LIMIT 50 OFFSET 0

-- complete request
SELECT request.ref, request.state
FROM request
WHERE request.ref LIKE :start ORDER BY request.id DESC
 LIMIT 50 OFFSET 0
