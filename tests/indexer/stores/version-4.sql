BEGIN TRANSACTION;
CREATE TABLE changes (
	sequence INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
	id VARCHAR(128) NOT NULL,
	type VARCHAR(16) NOT NULL,
	at BIGINT NOT NULL,
	version INTEGER NOT NULL,
	visible_from BIGINT NOT NULL,
	pending BOOLEAN NOT NULL
, checksum BIGINT NOT NULL DEFAULT 0);
INSERT INTO "changes" VALUES(1,'bruecke','added',1714564800,1,1714478400,0,1641751988);
INSERT INTO "changes" VALUES(2,'kita','added',1714564800,1,1714478400,0,322683819);
INSERT INTO "changes" VALUES(3,'weg','added',1714564800,1,1714478400,0,2958171664);
INSERT INTO "changes" VALUES(4,'bruecke','changed',1714568400,2,1714478400,0,4118398741);
INSERT INTO "changes" VALUES(5,'weg','withdrawn',1714572000,1,1714478400,0,925763416);
INSERT INTO "changes" VALUES(6,'spaeter','added',1714575600,1,5170564800,1,1579264116);
CREATE TABLE likenesses (key BIGINT NOT NULL, id VARCHAR(128) NOT NULL, PRIMARY KEY (key, id), FOREIGN KEY (id) REFERENCES releases (id) ON DELETE CASCADE) WITHOUT ROWID;
INSERT INTO "likenesses" VALUES(4927535114564943194,'bruecke');
INSERT INTO "likenesses" VALUES(8709195190628266207,'bruecke');
INSERT INTO "likenesses" VALUES(4260734266420225293,'kita');
INSERT INTO "likenesses" VALUES(5387313636570650974,'kita');
INSERT INTO "likenesses" VALUES(2692493109593672786,'spaeter');
INSERT INTO "likenesses" VALUES(3516314659864568092,'spaeter');
INSERT INTO "likenesses" VALUES(5109120794624708509,'weg');
INSERT INTO "likenesses" VALUES(7377147514324280236,'weg');
CREATE TABLE listings (source TEXT NOT NULL, thing TEXT NOT NULL, given VARCHAR(128) NOT NULL, kind VARCHAR(16) NOT NULL, run BIGINT NOT NULL, state VARCHAR(16) NOT NULL, PRIMARY KEY (source, thing, given, kind)) WITHOUT ROWID;
CREATE TABLE releases (
	id VARCHAR(128) NOT NULL,
	url TEXT NOT NULL,
	status VARCHAR(16) NOT NULL,
	version INTEGER NOT NULL,
	visible_from BIGINT NOT NULL,
	withdrawn_at BIGINT, checksum BIGINT NOT NULL DEFAULT 0,
	PRIMARY KEY (id)
);
INSERT INTO "releases" VALUES('bruecke','https://presse.example.org/bruecke','published',2,1714478400,NULL,1403149715);
INSERT INTO "releases" VALUES('kita','https://presse.example.org/kita','published',1,1714478400,NULL,2052598792);
INSERT INTO "releases" VALUES('weg','https://presse.example.org/weg','withdrawn',1,1714478400,1714572000,2855258296);
INSERT INTO "releases" VALUES('spaeter','https://presse.example.org/spaeter','published',1,5170564800,NULL,486447501);
CREATE TABLE store_facts (
	name VARCHAR NOT NULL,
	value VARCHAR NOT NULL,
	PRIMARY KEY (name)
);
INSERT INTO "store_facts" VALUES('version','4');
INSERT INTO "store_facts" VALUES('identity','9ecd34e6c9ab423181994b54a54252bb');
CREATE TABLE told (id VARCHAR(128) NOT NULL, given VARCHAR(128) NOT NULL, kind VARCHAR(16) NOT NULL, own BOOLEAN NOT NULL, hash VARCHAR(64) NOT NULL, revision INTEGER NOT NULL, content TEXT, PRIMARY KEY (id, given, kind), FOREIGN KEY (id) REFERENCES releases (id) ON DELETE CASCADE);
INSERT INTO "told" VALUES('bruecke','bruecke','',1,'92f4e0636fb77168e8ba16e3b3f1bdcfb163b19bf87c6a822821a4c0cd0224bd',1,NULL);
INSERT INTO "told" VALUES('kita','kita','',1,'1d0bd236d85df3d83c54512f00079ca19c4d8dde86ad520726007088d9f6d3b5',0,NULL);
INSERT INTO "told" VALUES('spaeter','spaeter','',1,'e6819a1f1987b6918ec751fa262e0756f06dd0c0b386a27c36439003044ea7b9',0,NULL);
INSERT INTO "told" VALUES('weg','weg','',1,'e06d6f81d7e30fef2b33857111bb1b61c15e45c54cfd5b0f3667ebb24f99179a',0,NULL);
CREATE TABLE versions (
	id VARCHAR(128) NOT NULL,
	version INTEGER NOT NULL,
	hash VARCHAR(64) NOT NULL,
	content TEXT NOT NULL,
	first_seen BIGINT NOT NULL,
	last_seen BIGINT NOT NULL, checksum BIGINT NOT NULL DEFAULT 0, correction BOOLEAN NOT NULL DEFAULT 0,
	PRIMARY KEY (id, version),
	FOREIGN KEY(id) REFERENCES releases (id)
);
INSERT INTO "versions" VALUES('bruecke',1,'2c015b9f1025e1c2ae5ac5d6a8eab5bb05f87fa4045c28dc12e2c9d1c743d5e5','{"id":"bruecke","url":"https://presse.example.org/bruecke","title":"Titel von bruecke","topics":[],"ministries":[],"published":"2024-04-30T12:00:00Z","updated":null,"teaser":"","body":[{"type":"paragraph","text":"Die Brücke über die Alde wird gesperrt."}],"images":[],"related":[],"attachments":[],"language":"de","source":"","status":"published","embargo_until":null,"published_from":"page","cut":false}',1714564800,1714564800,2651967960,0);
INSERT INTO "versions" VALUES('kita',1,'1d0bd236d85df3d83c54512f00079ca19c4d8dde86ad520726007088d9f6d3b5','{"id":"kita","url":"https://presse.example.org/kita","title":"Titel von kita","topics":[],"ministries":[],"published":"2024-04-30T12:00:00Z","updated":null,"teaser":"","body":[{"type":"paragraph","text":"Neue Kita in Wiesental."}],"images":[],"related":[],"attachments":[],"language":"de","source":"","status":"published","embargo_until":null,"published_from":"page","cut":false}',1714564800,1714568400,3018752188,0);
INSERT INTO "versions" VALUES('weg',1,'e06d6f81d7e30fef2b33857111bb1b61c15e45c54cfd5b0f3667ebb24f99179a','{"id":"weg","url":"https://presse.example.org/weg","title":"Titel von weg","topics":[],"ministries":[],"published":"2024-04-30T12:00:00Z","updated":null,"teaser":"","body":[{"type":"paragraph","text":"Ein Radweg."}],"images":[],"related":[],"attachments":[],"language":"de","source":"","status":"published","embargo_until":null,"published_from":"page","cut":false}',1714564800,1714564800,3066491822,0);
INSERT INTO "versions" VALUES('bruecke',2,'92f4e0636fb77168e8ba16e3b3f1bdcfb163b19bf87c6a822821a4c0cd0224bd','{"id":"bruecke","url":"https://presse.example.org/bruecke","title":"Titel von bruecke","topics":[],"ministries":[],"published":"2024-04-30T12:00:00Z","updated":null,"teaser":"","body":[{"type":"paragraph","text":"Die Brücke über die Alde bleibt offen."}],"images":[],"related":[],"attachments":[],"language":"de","source":"","status":"published","embargo_until":null,"published_from":"page","cut":false}',1714568400,1714568400,952269238,1);
INSERT INTO "versions" VALUES('spaeter',1,'e6819a1f1987b6918ec751fa262e0756f06dd0c0b386a27c36439003044ea7b9','{"id":"spaeter","url":"https://presse.example.org/spaeter","title":"Titel von spaeter","topics":[],"ministries":[],"published":"2024-04-30T12:00:00Z","updated":null,"teaser":"","body":[{"type":"paragraph","text":"Noch nicht zu sehen."}],"images":[],"related":[],"attachments":[],"language":"de","source":"","status":"published","embargo_until":"2133-11-06T12:00:00Z","published_from":"page","cut":false}',1714575600,1714575600,2489858334,0);
CREATE INDEX releases_by_url ON releases (url);
CREATE INDEX changes_by_id ON changes (id);
CREATE INDEX changes_pending ON changes (pending, visible_from);
CREATE INDEX told_by_given ON told (given);
CREATE INDEX likenesses_by_id ON likenesses (id);
CREATE INDEX listings_by_given ON listings (given);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('changes',6);
COMMIT;
