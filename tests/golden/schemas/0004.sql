BEGIN TRANSACTION;
CREATE TABLE acknowledgement (
	id INTEGER NOT NULL, 
	programme VARCHAR NOT NULL, 
	duty VARCHAR NOT NULL, 
	period VARCHAR NOT NULL, 
	unit_id VARCHAR NOT NULL, 
	stage VARCHAR NOT NULL, 
	until DATE, 
	reason VARCHAR NOT NULL, 
	"by" VARCHAR NOT NULL, 
	link_id VARCHAR, 
	at DATETIME NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(unit_id) REFERENCES unit (id)
);
CREATE TABLE alarm (
	id INTEGER NOT NULL, 
	code VARCHAR NOT NULL, 
	subject VARCHAR NOT NULL, 
	detail VARCHAR NOT NULL, 
	raised_at DATETIME NOT NULL, 
	last_at DATETIME NOT NULL, 
	rings INTEGER NOT NULL, 
	cleared_at DATETIME, 
	cleared_by VARCHAR NOT NULL, 
	PRIMARY KEY (id)
);
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0004');
CREATE TABLE assignment (
	id INTEGER NOT NULL, 
	programme VARCHAR NOT NULL, 
	duty VARCHAR NOT NULL, 
	unit_id VARCHAR NOT NULL, 
	valid_from DATE, 
	valid_to DATE, 
	reason VARCHAR NOT NULL, 
	confirmed_by VARCHAR NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(unit_id) REFERENCES unit (id)
);
INSERT INTO "assignment" VALUES(659,'05-ctrph-cat-mttq','S000-16','police/2025-06/29944',NULL,NULL,'catalogue','');
INSERT INTO "assignment" VALUES(680,'05-ctrph-cat-mttq','S000-16','police/2025-06/30004',NULL,NULL,'catalogue','');
INSERT INTO "assignment" VALUES(686,'05-ctrph-cat-mttq','S000-16','police/2025-06/30022',NULL,NULL,'catalogue','');
INSERT INTO "assignment" VALUES(687,'05-ctrph-cat-mttq','S000-16','police/2025-06/30025',NULL,NULL,'catalogue','');
INSERT INTO "assignment" VALUES(688,'05-ctrph-cat-mttq','S000-16','police/2025-06/30028',NULL,NULL,'catalogue','');
INSERT INTO "assignment" VALUES(693,'05-ctrph-cat-mttq','S000-16','police/2025-06/30043',NULL,NULL,'catalogue','');
INSERT INTO "assignment" VALUES(705,'05-ctrph-cat-mttq','S000-16','police/2025-06/30079',NULL,NULL,'catalogue','');
INSERT INTO "assignment" VALUES(706,'05-ctrph-cat-mttq','S000-16','police/2025-06/30082',NULL,NULL,'catalogue','');
INSERT INTO "assignment" VALUES(725,'05-ctrph-cat-mttq','S000-16','police/2025-06/30139',NULL,NULL,'catalogue','');
INSERT INTO "assignment" VALUES(748,'05-ctrph-cat-mttq','S000-16','police/2025-06/30208',NULL,NULL,'catalogue','');
INSERT INTO "assignment" VALUES(789,'05-ctrph-cat-mttq','S000-16','police/2025-07/30025','2025-07-01',NULL,'succession','');
INSERT INTO "assignment" VALUES(790,'05-ctrph-cat-mttq','S000-16','police/2025-07/30028','2025-07-01',NULL,'succession','');
INSERT INTO "assignment" VALUES(793,'05-ctrph-cat-mttq','S000-16','police/2025-07/30043','2025-07-01',NULL,'succession','');
INSERT INTO "assignment" VALUES(817,'05-ctrph-cat-mttq','S000-19','police/2025-06/87',NULL,NULL,'catalogue','');
INSERT INTO "assignment" VALUES(818,'05-ctrph-cat-mttq','S000-19','police/2025-07/82','2025-07-01',NULL,'succession','');
INSERT INTO "assignment" VALUES(819,'05-ctrph-cat-mttq','S000-20','police/2025-06/87',NULL,NULL,'catalogue','');
INSERT INTO "assignment" VALUES(820,'05-ctrph-cat-mttq','S000-20','police/2025-07/82','2025-07-01',NULL,'succession','');
INSERT INTO "assignment" VALUES(821,'279-kh-mttw-bca','S004-10','police/2025-06/87',NULL,NULL,'catalogue','');
INSERT INTO "assignment" VALUES(822,'279-kh-mttw-bca','S004-10','police/2025-07/82','2025-07-01',NULL,'succession','');
INSERT INTO "assignment" VALUES(851,'279-kh-mttw-bca','S004-13','police/2025-06/29944',NULL,NULL,'catalogue','');
INSERT INTO "assignment" VALUES(872,'279-kh-mttw-bca','S004-13','police/2025-06/30004',NULL,NULL,'catalogue','');
INSERT INTO "assignment" VALUES(878,'279-kh-mttw-bca','S004-13','police/2025-06/30022',NULL,NULL,'catalogue','');
INSERT INTO "assignment" VALUES(879,'279-kh-mttw-bca','S004-13','police/2025-06/30025',NULL,NULL,'catalogue','');
INSERT INTO "assignment" VALUES(880,'279-kh-mttw-bca','S004-13','police/2025-06/30028',NULL,NULL,'catalogue','');
INSERT INTO "assignment" VALUES(885,'279-kh-mttw-bca','S004-13','police/2025-06/30043',NULL,NULL,'catalogue','');
INSERT INTO "assignment" VALUES(897,'279-kh-mttw-bca','S004-13','police/2025-06/30079',NULL,NULL,'catalogue','');
INSERT INTO "assignment" VALUES(898,'279-kh-mttw-bca','S004-13','police/2025-06/30082',NULL,NULL,'catalogue','');
INSERT INTO "assignment" VALUES(917,'279-kh-mttw-bca','S004-13','police/2025-06/30139',NULL,NULL,'catalogue','');
INSERT INTO "assignment" VALUES(940,'279-kh-mttw-bca','S004-13','police/2025-06/30208',NULL,NULL,'catalogue','');
INSERT INTO "assignment" VALUES(967,'279-kh-mttw-bca','S004-13','police/2025-06/869',NULL,NULL,'catalogue','');
INSERT INTO "assignment" VALUES(968,'279-kh-mttw-bca','S004-13','police/2025-06/87',NULL,NULL,'catalogue','');
INSERT INTO "assignment" VALUES(970,'279-kh-mttw-bca','S004-13','police/2025-06/871',NULL,NULL,'catalogue','');
INSERT INTO "assignment" VALUES(971,'279-kh-mttw-bca','S004-13','police/2025-06/872',NULL,NULL,'catalogue','');
INSERT INTO "assignment" VALUES(972,'279-kh-mttw-bca','S004-13','police/2025-06/873',NULL,NULL,'catalogue','');
INSERT INTO "assignment" VALUES(973,'279-kh-mttw-bca','S004-13','police/2025-06/874',NULL,NULL,'catalogue','');
INSERT INTO "assignment" VALUES(975,'279-kh-mttw-bca','S004-13','police/2025-06/876',NULL,NULL,'catalogue','');
INSERT INTO "assignment" VALUES(994,'279-kh-mttw-bca','S004-13','police/2025-07/30025','2025-07-01',NULL,'succession','');
INSERT INTO "assignment" VALUES(995,'279-kh-mttw-bca','S004-13','police/2025-07/30028','2025-07-01',NULL,'succession','');
INSERT INTO "assignment" VALUES(998,'279-kh-mttw-bca','S004-13','police/2025-07/30043','2025-07-01',NULL,'succession','');
INSERT INTO "assignment" VALUES(1022,'279-kh-mttw-bca','S004-13','police/2025-07/82','2025-07-01',NULL,'succession','');
INSERT INTO "assignment" VALUES(1031,'279-kh-mttw-bca','S004-16','police/2025-06/87',NULL,NULL,'catalogue','');
INSERT INTO "assignment" VALUES(1032,'279-kh-mttw-bca','S004-16','police/2025-07/82','2025-07-01',NULL,'succession','');
INSERT INTO "assignment" VALUES(1047,'279-kh-mttw-bca','S004-17','police/2025-06/87',NULL,NULL,'catalogue','');
INSERT INTO "assignment" VALUES(1048,'279-kh-mttw-bca','S004-17','police/2025-07/82','2025-07-01',NULL,'succession','');
INSERT INTO "assignment" VALUES(1086,'05-ctrph-cat-mttq','DX-2025-01','police/2025-06/29944',NULL,NULL,'request','tham-muu');
INSERT INTO "assignment" VALUES(1107,'05-ctrph-cat-mttq','DX-2025-01','police/2025-06/30004',NULL,NULL,'request','tham-muu');
INSERT INTO "assignment" VALUES(1113,'05-ctrph-cat-mttq','DX-2025-01','police/2025-06/30022',NULL,NULL,'request','tham-muu');
INSERT INTO "assignment" VALUES(1114,'05-ctrph-cat-mttq','DX-2025-01','police/2025-06/30025',NULL,NULL,'request','tham-muu');
INSERT INTO "assignment" VALUES(1115,'05-ctrph-cat-mttq','DX-2025-01','police/2025-06/30028',NULL,NULL,'request','tham-muu');
INSERT INTO "assignment" VALUES(1120,'05-ctrph-cat-mttq','DX-2025-01','police/2025-06/30043',NULL,NULL,'request','tham-muu');
INSERT INTO "assignment" VALUES(1132,'05-ctrph-cat-mttq','DX-2025-01','police/2025-06/30079',NULL,NULL,'request','tham-muu');
INSERT INTO "assignment" VALUES(1133,'05-ctrph-cat-mttq','DX-2025-01','police/2025-06/30082',NULL,NULL,'request','tham-muu');
INSERT INTO "assignment" VALUES(1152,'05-ctrph-cat-mttq','DX-2025-01','police/2025-06/30139',NULL,NULL,'request','tham-muu');
INSERT INTO "assignment" VALUES(1175,'05-ctrph-cat-mttq','DX-2025-01','police/2025-06/30208',NULL,NULL,'request','tham-muu');
INSERT INTO "assignment" VALUES(1216,'05-ctrph-cat-mttq','DX-2026-01','police/2025-07/30025',NULL,NULL,'request','tham-muu');
INSERT INTO "assignment" VALUES(1217,'05-ctrph-cat-mttq','DX-2026-01','police/2025-07/30028',NULL,NULL,'request','tham-muu');
INSERT INTO "assignment" VALUES(1220,'05-ctrph-cat-mttq','DX-2026-01','police/2025-07/30043',NULL,NULL,'request','tham-muu');
INSERT INTO "assignment" VALUES(1261,'05-ctrph-cat-mttq','DX-2026-02','police/2025-07/30025',NULL,NULL,'request','tham-muu');
INSERT INTO "assignment" VALUES(1262,'05-ctrph-cat-mttq','DX-2026-02','police/2025-07/30028',NULL,NULL,'request','tham-muu');
INSERT INTO "assignment" VALUES(1265,'05-ctrph-cat-mttq','DX-2026-02','police/2025-07/30043',NULL,NULL,'request','tham-muu');
CREATE TABLE attachment (
	id INTEGER NOT NULL, 
	submission_id INTEGER NOT NULL, 
	name VARCHAR NOT NULL, 
	media_type VARCHAR NOT NULL, 
	size INTEGER NOT NULL, 
	sha256 VARCHAR NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(submission_id) REFERENCES submission (id)
);
CREATE TABLE attempt (
	id INTEGER NOT NULL, 
	message_id INTEGER NOT NULL, 
	number INTEGER NOT NULL, 
	owner VARCHAR NOT NULL, 
	started_at DATETIME NOT NULL, 
	finished_at DATETIME, 
	outcome VARCHAR NOT NULL, 
	code VARCHAR NOT NULL, 
	detail VARCHAR NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(message_id) REFERENCES message (id)
);
CREATE TABLE audit (
	id INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	actor VARCHAR NOT NULL, 
	action VARCHAR NOT NULL, 
	subject VARCHAR NOT NULL, 
	detail VARCHAR NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "audit" VALUES(32,'2025-05-09 01:00:00.000000','tham-muu','close_period','05-ctrph-cat-mttq/S000-16/2025-04','131/141 đơn vị, sha256 dbe59d1d86547c99a6f6545729cf3644cf3cab4af4c345f8e6f0e3817fe50d2f');
INSERT INTO "audit" VALUES(33,'2025-05-26 01:00:00.000000','tham-muu','close_period','05-ctrph-cat-mttq/DX-2025-01/2025-05-20','132/141 đơn vị, sha256 5970977fc5d9ab5ec4890f55d74a40c10220a9c2780d542f5decdefd1ad183e6');
INSERT INTO "audit" VALUES(34,'2025-06-06 01:00:00.000000','tham-muu','close_period','05-ctrph-cat-mttq/S000-16/2025-05','131/141 đơn vị, sha256 97851aaae40482b98c998973b9527fe5d8af3ecadd718f0755b7bb451a1938c9');
INSERT INTO "audit" VALUES(35,'2025-07-07 01:00:00.000000','tham-muu','close_period','05-ctrph-cat-mttq/S000-14/2025-H1','1/1 đơn vị, sha256 1bcff6cd51065e484519fa4424c53c80b680275d6b21e27148ee03b7d9eff9b7');
INSERT INTO "audit" VALUES(36,'2025-07-07 01:00:00.000000','tham-muu','close_period','05-ctrph-cat-mttq/S000-16/2025-06','127/141 đơn vị, sha256 5b9949125b7d995c2c6277bc5f43ef7119e7990b3fdd346c4f41944a1bf3a486');
INSERT INTO "audit" VALUES(37,'2025-08-07 01:00:00.000000','tham-muu','close_period','05-ctrph-cat-mttq/S000-16/2025-07','43/45 đơn vị, sha256 dc238e701a9200399c3aad18f93056a30da79de4dfe1042b94a775f890a98afb');
INSERT INTO "audit" VALUES(38,'2025-08-26 01:00:00.000000','tham-muu','close_period','05-ctrph-cat-mttq/S000-01/2025','44/46 đơn vị, sha256 1e5da04238047fe7a4f259983f58cfe5d78153f3be7bf89b8f911073f84116d2');
INSERT INTO "audit" VALUES(39,'2025-09-09 01:00:00.000000','tham-muu','close_period','05-ctrph-cat-mttq/S000-16/2025-08','43/45 đơn vị, sha256 7cdf9e99208bd64a7a4703a3a08bc695ae33adfeb2178b8469a03f38a6fc3d8f');
INSERT INTO "audit" VALUES(40,'2025-10-07 01:00:00.000000','tham-muu','close_period','05-ctrph-cat-mttq/S000-16/2025-09','43/45 đơn vị, sha256 d6686405aeff35aaf7fe8b4a406639b557c6bd568be4b0e1c2cd95f8f3133066');
INSERT INTO "audit" VALUES(41,'2025-11-07 01:00:00.000000','tham-muu','close_period','05-ctrph-cat-mttq/S000-16/2025-10','39/45 đơn vị, sha256 1af996c05268adc11dc63cbdef48eb6da2f74af237a5be8b5cbe79e3ecdbefdd');
INSERT INTO "audit" VALUES(42,'2025-11-25 01:00:00.000000','tham-muu','close_period','05-ctrph-cat-mttq/S000-02/2025','44/46 đơn vị, sha256 cf0634d340ec4542382160847873aea3d3d40f7a71205550e3c059fbf9c83874');
INSERT INTO "audit" VALUES(43,'2025-12-05 01:00:00.000000','tham-muu','close_period','05-ctrph-cat-mttq/S000-16/2025-11','41/45 đơn vị, sha256 c3cd5c4b3617cb25fa85871ee60356b4463faf628e076a64c9e466cdaf471d4f');
INSERT INTO "audit" VALUES(44,'2026-01-09 01:00:00.000000','tham-muu','close_period','05-ctrph-cat-mttq/S000-08/2025','1/1 đơn vị, sha256 6363529275a8006a1fd43b7664142937587cd7c43ad9e107fdb1a82fdd8d8c9f');
INSERT INTO "audit" VALUES(45,'2026-01-09 01:00:00.000000','tham-muu','close_period','05-ctrph-cat-mttq/S000-13/2025','1/1 đơn vị, sha256 deb7b75116317ddf8552a887147854d1f2637b6ee1d463de01ff4965aa909ff7');
INSERT INTO "audit" VALUES(46,'2026-01-09 01:00:00.000000','tham-muu','close_period','05-ctrph-cat-mttq/S000-14/2025-H2','1/1 đơn vị, sha256 86b2cabd76ec126d054dac70c2830afa70f542f984f9969527a5cec132769fb6');
INSERT INTO "audit" VALUES(47,'2026-01-09 01:00:00.000000','tham-muu','close_period','05-ctrph-cat-mttq/S000-16/2025-12','43/45 đơn vị, sha256 08d03638196be00d9ee33dcdc18def02d0f4dd84d747ea6632f0877fdb4a0730');
INSERT INTO "audit" VALUES(48,'2026-02-06 01:00:00.000000','tham-muu','close_period','05-ctrph-cat-mttq/S000-16/2026-01','44/45 đơn vị, sha256 41755e1b216437522e73d79ffa3b0e7a9f199c175e91f5f336409c6871f74bb2');
INSERT INTO "audit" VALUES(49,'2026-03-06 01:00:00.000000','tham-muu','close_period','05-ctrph-cat-mttq/S000-16/2026-02','45/45 đơn vị, sha256 ef2fcdb442a584196e8948a183151e24a98f1d2e95dcbc13c574d27aa7b46364');
INSERT INTO "audit" VALUES(50,'2026-04-07 01:00:00.000000','tham-muu','close_period','05-ctrph-cat-mttq/S000-16/2026-03','43/45 đơn vị, sha256 7ccdd4e02ec524db8d64d9c8dae9cd123664ff1e05fbe13e856abf00096c0809');
INSERT INTO "audit" VALUES(51,'2026-05-08 01:00:00.000000','tham-muu','close_period','05-ctrph-cat-mttq/S000-16/2026-04','41/45 đơn vị, sha256 1bb814e38f35ce9a045e4c3b1fce60159999fafc1da8fbf6428b89a6b9fea597');
INSERT INTO "audit" VALUES(52,'2026-06-05 01:00:00.000000','tham-muu','close_period','05-ctrph-cat-mttq/S000-16/2026-05','41/45 đơn vị, sha256 8dba12540aff7535978601b16d5b68ca822646581d162533169428e22038aa71');
INSERT INTO "audit" VALUES(53,'2026-06-26 01:00:00.000000','tham-muu','close_period','05-ctrph-cat-mttq/DX-2026-01/2026-06-19','43/45 đơn vị, sha256 7edbfba6c8dff0c6016845c89c608ab2e84737df57ba105b377e0d733ec8f5e7');
INSERT INTO "audit" VALUES(54,'2026-07-07 01:00:00.000000','tham-muu','close_period','05-ctrph-cat-mttq/S000-14/2026-H1','1/1 đơn vị, sha256 68a6bfc38c98c8c01254119636865b2244ca7f581d3d810172bcd42c40b020e6');
INSERT INTO "audit" VALUES(55,'2026-07-07 01:00:00.000000','tham-muu','close_period','05-ctrph-cat-mttq/S000-16/2026-06','40/45 đơn vị, sha256 7b33d5f1c72d81febf3168b473cf36fd01158cf31591e662381ceac4ea1f42a7');
INSERT INTO "audit" VALUES(56,'2026-08-07 01:00:00.000000','tham-muu','close_period','05-ctrph-cat-mttq/S000-16/2026-07','41/45 đơn vị, sha256 e6f2c7a497ed58897714132750f1a9bec36239e4a2c7fdf6d76387fa328a422b');
INSERT INTO "audit" VALUES(57,'2026-08-25 01:00:00.000000','tham-muu','close_period','05-ctrph-cat-mttq/S000-01/2026','45/46 đơn vị, sha256 35592e52bb580a20c0713d4783e9ba1b3396d95f6a345a554a3a45730a53dae9');
INSERT INTO "audit" VALUES(58,'2026-09-09 01:00:00.000000','tham-muu','close_period','05-ctrph-cat-mttq/S000-16/2026-08','44/45 đơn vị, sha256 f93813d8a36f16d5bc7825891908b70f27181c27767ea5cfbacad31e9a2258c5');
INSERT INTO "audit" VALUES(59,'2026-10-07 01:00:00.000000','tham-muu','close_period','05-ctrph-cat-mttq/S000-16/2026-09','42/44 đơn vị, sha256 b2cb998602c7e73189349a5f793f914f1cd19ca4bd12e988e17bd1547b272ea4');
INSERT INTO "audit" VALUES(60,'2026-11-06 01:00:00.000000','tham-muu','close_period','05-ctrph-cat-mttq/S000-16/2026-10','43/45 đơn vị, sha256 b9a517443d90b0c2879e7ddf2906813819ad46653e6cb84ed207a23bba529565');
INSERT INTO "audit" VALUES(61,'2026-11-20 01:00:00.000000','demo','demo_load','home','đến 2026-11-20');
CREATE TABLE cataloguechange (
	id INTEGER NOT NULL, 
	programme VARCHAR NOT NULL, 
	archive VARCHAR NOT NULL, 
	sha256 VARCHAR NOT NULL, 
	preview VARCHAR NOT NULL, 
	state VARCHAR NOT NULL, 
	proposed_by VARCHAR NOT NULL, 
	proposed_at DATETIME NOT NULL, 
	decided_by VARCHAR NOT NULL, 
	decided_at DATETIME, 
	PRIMARY KEY (id)
);
CREATE TABLE chaser_letter (
	id INTEGER NOT NULL, 
	programme VARCHAR NOT NULL, 
	duty VARCHAR NOT NULL, 
	period VARCHAR NOT NULL, 
	superior_id VARCHAR NOT NULL, 
	number INTEGER NOT NULL, 
	made_on DATE NOT NULL, 
	made_at DATETIME NOT NULL, 
	units JSON NOT NULL, 
	state VARCHAR NOT NULL, 
	document_number VARCHAR NOT NULL, 
	document_on DATE, 
	note VARCHAR NOT NULL, 
	"by" VARCHAR NOT NULL, 
	at DATETIME, 
	PRIMARY KEY (id)
);
CREATE TABLE contact (
	id INTEGER NOT NULL, 
	unit_id VARCHAR NOT NULL, 
	post VARCHAR NOT NULL, 
	email VARCHAR NOT NULL, 
	zalo VARCHAR NOT NULL, 
	phone VARCHAR NOT NULL, 
	by_hand BOOLEAN NOT NULL, 
	is_head BOOLEAN NOT NULL, 
	valid_from DATE, 
	valid_to DATE, prefers VARCHAR DEFAULT '' NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(unit_id) REFERENCES unit (id)
);
INSERT INTO "contact" VALUES(43,'police/2025-07/30025','Cán bộ tổng hợp','congan.xa-phu-cuong@demo.example','0900000022','0900000022',0,0,'2025-07-01',NULL,'');
INSERT INTO "contact" VALUES(44,'police/2025-07/30025','Trưởng Công an','thutruong.congan.xa-phu-cuong@demo.example','','0900000022',0,1,'2025-07-01',NULL,'');
INSERT INTO "contact" VALUES(45,'police/2025-07/30028','Cán bộ tổng hợp','congan.xa-an-long@demo.example','0900000023','0900000023',0,0,'2025-07-01',NULL,'');
INSERT INTO "contact" VALUES(46,'police/2025-07/30028','Trưởng Công an','thutruong.congan.xa-an-long@demo.example','','0900000023',0,1,'2025-07-01',NULL,'');
INSERT INTO "contact" VALUES(51,'police/2025-07/30043','Cán bộ tổng hợp','congan.xa-phuong-thinh@demo.example','','0900000026',0,0,'2025-07-01',NULL,'');
INSERT INTO "contact" VALUES(52,'police/2025-07/30043','Trưởng Công an','thutruong.congan.xa-phuong-thinh@demo.example','','0900000026',0,1,'2025-07-01',NULL,'');
INSERT INTO "contact" VALUES(99,'police/2025-07/82','Phòng Tham mưu','congan.tinh-dong-thap@demo.example','0900000050','0900000050',0,0,'2025-07-01',NULL,'');
INSERT INTO "contact" VALUES(100,'police/2025-07/82','Trưởng Công an','thutruong.congan.tinh-dong-thap@demo.example','','0900000050',0,1,'2025-07-01',NULL,'');
INSERT INTO "contact" VALUES(173,'police/2025-06/29944','Cán bộ tổng hợp','congan.xa-tan-phuoc@demo.example','0900000087','0900000087',0,0,NULL,'2025-06-30','');
INSERT INTO "contact" VALUES(174,'police/2025-06/29944','Trưởng Công an','thutruong.congan.xa-tan-phuoc@demo.example','','0900000087',0,1,NULL,'2025-06-30','');
INSERT INTO "contact" VALUES(215,'police/2025-06/30004','Cán bộ tổng hợp','','0900000108','0900000108',0,0,NULL,'2025-06-30','');
INSERT INTO "contact" VALUES(216,'police/2025-06/30004','Trưởng Công an','','0900000108','0900000108',0,1,NULL,'2025-06-30','');
INSERT INTO "contact" VALUES(227,'police/2025-06/30022','Cán bộ tổng hợp','congan.xa-an-long-30022@demo.example','0900000114','0900000114',0,0,NULL,'2025-06-30','');
INSERT INTO "contact" VALUES(228,'police/2025-06/30022','Trưởng Công an','thutruong.congan.xa-an-long-30022@demo.example','','0900000114',0,1,NULL,'2025-06-30','');
INSERT INTO "contact" VALUES(229,'police/2025-06/30025','Cán bộ tổng hợp','','0900000115','0900000115',0,0,NULL,'2025-06-30','');
INSERT INTO "contact" VALUES(230,'police/2025-06/30025','Trưởng Công an','','0900000115','0900000115',0,1,NULL,'2025-06-30','');
INSERT INTO "contact" VALUES(231,'police/2025-06/30028','Cán bộ tổng hợp','','0900000116','0900000116',0,0,NULL,'2025-06-30','');
INSERT INTO "contact" VALUES(232,'police/2025-06/30028','Trưởng Công an','','0900000116','0900000116',0,1,NULL,'2025-06-30','');
INSERT INTO "contact" VALUES(241,'police/2025-06/30043','Cán bộ tổng hợp','congan.xa-hung-thanh@demo.example','','0900000121',0,0,NULL,'2025-06-30','');
INSERT INTO "contact" VALUES(242,'police/2025-06/30043','Trưởng Công an','thutruong.congan.xa-hung-thanh@demo.example','','0900000121',0,1,NULL,'2025-06-30','');
INSERT INTO "contact" VALUES(265,'police/2025-06/30079','Cán bộ tổng hợp','congan.xa-gao-giong@demo.example','0900000133','0900000133',0,0,NULL,'2025-06-30','');
INSERT INTO "contact" VALUES(266,'police/2025-06/30079','Trưởng Công an','thutruong.congan.xa-gao-giong@demo.example','','0900000133',0,1,NULL,'2025-06-30','');
INSERT INTO "contact" VALUES(267,'police/2025-06/30082','Cán bộ tổng hợp','congan.xa-phuong-thinh-30082@demo.example','','0900000134',0,0,NULL,'2025-06-30','');
INSERT INTO "contact" VALUES(268,'police/2025-06/30082','Trưởng Công an','thutruong.congan.xa-phuong-thinh-30082@demo.example','','0900000134',0,1,NULL,'2025-06-30','');
INSERT INTO "contact" VALUES(305,'police/2025-06/30139','Cán bộ tổng hợp','congan.xa-an-phong@demo.example','0900000153','0900000153',0,0,NULL,'2025-06-30','');
INSERT INTO "contact" VALUES(306,'police/2025-06/30139','Trưởng Công an','thutruong.congan.xa-an-phong@demo.example','','0900000153',0,1,NULL,'2025-06-30','');
INSERT INTO "contact" VALUES(351,'police/2025-06/30208','Cán bộ tổng hợp','congan.thi-tran-lai-vung@demo.example','','0900000176',0,0,NULL,'2025-06-30','');
INSERT INTO "contact" VALUES(352,'police/2025-06/30208','Trưởng Công an','thutruong.congan.thi-tran-lai-vung@demo.example','','0900000176',0,1,NULL,'2025-06-30','');
INSERT INTO "contact" VALUES(405,'police/2025-06/869','Đội Tổng hợp','congan.huyen-tan-hong@demo.example','0900000203','0900000203',0,0,NULL,'2025-02-28','');
INSERT INTO "contact" VALUES(406,'police/2025-06/869','Trưởng Công an','thutruong.congan.huyen-tan-hong@demo.example','','0900000203',0,1,NULL,'2025-02-28','');
INSERT INTO "contact" VALUES(407,'police/2025-06/87','Phòng Tham mưu','congan.tinh-dong-thap-87@demo.example','0900000204','0900000204',0,0,NULL,'2025-06-30','');
INSERT INTO "contact" VALUES(408,'police/2025-06/87','Trưởng Công an','thutruong.congan.tinh-dong-thap-87@demo.example','','0900000204',0,1,NULL,'2025-06-30','');
INSERT INTO "contact" VALUES(411,'police/2025-06/871','Đội Tổng hợp','congan.huyen-tam-nong@demo.example','0900000206','0900000206',0,0,NULL,'2025-02-28','');
INSERT INTO "contact" VALUES(412,'police/2025-06/871','Trưởng Công an','thutruong.congan.huyen-tam-nong@demo.example','','0900000206',0,1,NULL,'2025-02-28','');
INSERT INTO "contact" VALUES(413,'police/2025-06/872','Đội Tổng hợp','congan.huyen-thap-muoi@demo.example','0900000207','0900000207',0,0,NULL,'2025-02-28','');
INSERT INTO "contact" VALUES(414,'police/2025-06/872','Trưởng Công an','thutruong.congan.huyen-thap-muoi@demo.example','','0900000207',0,1,NULL,'2025-02-28','');
INSERT INTO "contact" VALUES(415,'police/2025-06/873','Đội Tổng hợp','congan.huyen-cao-lanh@demo.example','','0900000208',0,0,NULL,'2025-02-28','');
INSERT INTO "contact" VALUES(416,'police/2025-06/873','Trưởng Công an','thutruong.congan.huyen-cao-lanh@demo.example','','0900000208',0,1,NULL,'2025-02-28','');
INSERT INTO "contact" VALUES(417,'police/2025-06/874','Đội Tổng hợp','congan.huyen-thanh-binh@demo.example','0900000209','0900000209',0,0,NULL,'2025-02-28','');
INSERT INTO "contact" VALUES(418,'police/2025-06/874','Trưởng Công an','thutruong.congan.huyen-thanh-binh@demo.example','','0900000209',0,1,NULL,'2025-02-28','');
INSERT INTO "contact" VALUES(421,'police/2025-06/876','Đội Tổng hợp','','0900000211','0900000211',0,0,NULL,'2025-02-28','');
INSERT INTO "contact" VALUES(422,'police/2025-06/876','Trưởng Công an','','0900000211','0900000211',0,1,NULL,'2025-02-28','');
CREATE TABLE contact_channel (
	id INTEGER NOT NULL, 
	contact_id INTEGER NOT NULL, 
	channel VARCHAR NOT NULL, 
	address VARCHAR NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(contact_id) REFERENCES contact (id)
);
CREATE TABLE content (
	id VARCHAR NOT NULL, 
	subject VARCHAR NOT NULL, 
	text VARCHAR NOT NULL, 
	html VARCHAR NOT NULL, 
	short VARCHAR NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "content" VALUES('8f614d2e4b9bab1a8860904ee5dbbbc9f1c736e40debc8c453aa4c9ed690fbc4','[Đề nghị bổ sung] 03 việc cần thực hiện: Họp định kỳ cấp xã đánh giá kết quả, trách nhiệm của từng thành viên (tháng 10/2026) và 02 việc khác','Kính gửi: đơn vị.

Phòng Tham mưu, Công an tỉnh Đồng Tháp (demo) thông báo 03 việc của đơn vị cần được thực hiện:

CHƯƠNG TRÌNH PHỐI HỢP SỐ 05

1. Phòng Tham mưu, Công an tỉnh Đồng Tháp (demo) đã nhận ngày 27/10/2026 họp định kỳ cấp xã đánh giá kết quả, trách nhiệm của từng thành viên (tháng 10/2026) theo Chương trình phối hợp số 05/CTrPH-CAT-MTTQ ngày 29/02/2024. Qua kiểm tra, yêu cầu đơn vị hoàn thiện, bổ sung; nội dung cần bổ sung xem tại liên kết dưới đây. Đề nghị gửi lại chậm nhất hết ngày 30/11/2026. Thời điểm nộp lần đầu vẫn được ghi nhận khi đánh giá đúng hạn.

2. Theo văn bản số DEMO-03/CAT-PTM ngày 20/11/2026, yêu cầu đơn vị gửi kết quả tuyên truyền, vận động và mô hình tự quản về ANTT (demo) về Công an tỉnh Đồng Tháp (qua Phòng Tham mưu), chậm nhất hết ngày 02/12/2026 (07 ngày làm việc kể từ ngày 20/11/2026). Số liệu lấy từ ngày 01/8/2026 đến hết ngày 31/10/2026. Đơn vị không phát sinh cũng gửi báo cáo, ghi “không phát sinh”.

3. Theo Chương trình phối hợp số 05/CTrPH-CAT-MTTQ ngày 29/02/2024, họp định kỳ cấp xã đánh giá kết quả, trách nhiệm của từng thành viên (tháng 11/2026) chưa có biên bản được cập nhật. Yêu cầu đơn vị thống nhất thời gian với các cơ quan phối hợp và cập nhật biên bản trong kỳ, chậm nhất hết ngày 30/11/2026. Văn bản không ấn định ngày họp; chỉ nhắc khi kỳ sắp hết (còn 05 ngày làm việc).

Đề nghị mở trang nộp báo cáo của đơn vị tại liên kết dưới đây để xem việc, nộp báo cáo hoặc cập nhật số, ngày văn bản đã gửi:
liên kết

Đầu mối: Đội Tổng hợp, Phòng Tham mưu (demo), máy 0900 000 000.

Đề nghị đơn vị nghiêm túc thực hiện.

Phòng Tham mưu, Công an tỉnh Đồng Tháp (demo)

---
Vì sao đơn vị nhận được tin này:
- Họp định kỳ cấp xã đánh giá kết quả, trách nhiệm của từng thành viên (tháng 10/2026): được giao tại mục IV.2 của văn bản nêu trên; nấc “đề nghị bổ sung”; cơ quan theo dõi: Phòng Tham mưu, Công an Tỉnh và Ban Phong trào, Ủy ban MTTQ Việt Nam Tỉnh Đồng Tháp.
- Kết quả tuyên truyền, vận động và mô hình tự quản về ANTT (demo), từ ngày 01/8/2026 đến ngày 31/10/2026: được nêu trong văn bản yêu cầu; nấc “thông báo nhiệm vụ”; cơ quan theo dõi: Phòng Tham mưu, Công an Tỉnh và Ban Phong trào, Ủy ban MTTQ Việt Nam Tỉnh Đồng Tháp.
- Họp định kỳ cấp xã đánh giá kết quả, trách nhiệm của từng thành viên (tháng 11/2026): được giao tại mục IV.2 của văn bản nêu trên; nấc “nhắc việc”; cơ quan theo dõi: Phòng Tham mưu, Công an Tỉnh và Ban Phong trào, Ủy ban MTTQ Việt Nam Tỉnh Đồng Tháp.
Tin tự động, không thay văn bản chính thức; khi đơn vị đã nộp, việc đó không được nhắc nữa. Liên kết chỉ dành cho đơn vị, đề nghị không chuyển tiếp ra ngoài.
Bản demo: dữ liệu hư cấu, không gửi ra ngoài máy.
','<!doctype html>
<html lang="vi">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>[Đề nghị bổ sung] 03 việc cần thực hiện: Họp định kỳ cấp xã đánh giá kết quả, trách nhiệm của từng thành viên (tháng 10/2026) và 02 việc khác</title>
</head>
<body style="margin:0;padding:0;background:#f6f5f1;color:#1b2430;font-family:''Segoe UI'',Roboto,''Noto Sans'',''Liberation Sans'',Arial,sans-serif;font-size:16px;line-height:1.6">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="background:#f6f5f1"><tr><td align="center" style="padding:20px 12px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:640px;background:#ffffff;border:1px solid #ddd9cf;border-top:4px solid #12456b;border-radius:8px"><tr><td style="padding:24px">
<p style="margin:0 0 4px;color:#545e6b;font-size:14px">Phòng Tham mưu, Công an tỉnh Đồng Tháp (demo)</p>
<p style="margin:0 0 16px;font-weight:600">Kính gửi: đơn vị.</p>
<p style="margin:0 0 16px">Phòng Tham mưu, Công an tỉnh Đồng Tháp (demo) thông báo 03 việc của đơn vị cần được thực hiện:</p>
<h2 style="margin:20px 0 8px;font-size:15px;line-height:1.4;color:#12456b">Chương trình phối hợp số 05</h2>
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="margin:0 0 12px;border:1px solid #ddd9cf;border-left:4px solid #c79a3b;border-radius:6px"><tr><td style="padding:12px 16px">
<p style="margin:0 0 6px;font-weight:600;line-height:1.4">1. Họp định kỳ cấp xã đánh giá kết quả, trách nhiệm của từng thành viên (tháng 10/2026)</p>
<p style="margin:0 0 8px;font-size:14px;color:#545e6b">Đề nghị bổ sung · Hạn: <strong style="color:#1b2430">trong tháng 10/2026 (văn bản không ấn định ngày; chậm nhất hết ngày 31/10/2026; ngày làm việc cuối cùng trước hạn là thứ Sáu, 30/10/2026)</strong></p>
<p style="margin:0">Phòng Tham mưu, Công an tỉnh Đồng Tháp (demo) đã nhận ngày 27/10/2026 họp định kỳ cấp xã đánh giá kết quả, trách nhiệm của từng thành viên (tháng 10/2026) theo Chương trình phối hợp số 05/CTrPH-CAT-MTTQ ngày 29/02/2024. Qua kiểm tra, yêu cầu đơn vị hoàn thiện, bổ sung; nội dung cần bổ sung xem tại liên kết dưới đây. Đề nghị gửi lại chậm nhất hết ngày 30/11/2026. Thời điểm nộp lần đầu vẫn được ghi nhận khi đánh giá đúng hạn.</p>
</td></tr></table>
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="margin:0 0 12px;border:1px solid #ddd9cf;border-left:4px solid #12456b;border-radius:6px"><tr><td style="padding:12px 16px">
<p style="margin:0 0 6px;font-weight:600;line-height:1.4">2. Kết quả tuyên truyền, vận động và mô hình tự quản về ANTT (demo), từ ngày 01/8/2026 đến ngày 31/10/2026</p>
<p style="margin:0 0 8px;font-size:14px;color:#545e6b">Thông báo nhiệm vụ · Hạn: <strong style="color:#1b2430">chậm nhất hết ngày 02/12/2026 (07 ngày làm việc kể từ ngày 20/11/2026)</strong></p>
<p style="margin:0">Theo văn bản số DEMO-03/CAT-PTM ngày 20/11/2026, yêu cầu đơn vị gửi kết quả tuyên truyền, vận động và mô hình tự quản về ANTT (demo) về Công an tỉnh Đồng Tháp (qua Phòng Tham mưu), chậm nhất hết ngày 02/12/2026 (07 ngày làm việc kể từ ngày 20/11/2026). Số liệu lấy từ ngày 01/8/2026 đến hết ngày 31/10/2026. Đơn vị không phát sinh cũng gửi báo cáo, ghi “không phát sinh”.</p>
</td></tr></table>
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="margin:0 0 12px;border:1px solid #ddd9cf;border-left:4px solid #12456b;border-radius:6px"><tr><td style="padding:12px 16px">
<p style="margin:0 0 6px;font-weight:600;line-height:1.4">3. Họp định kỳ cấp xã đánh giá kết quả, trách nhiệm của từng thành viên (tháng 11/2026)</p>
<p style="margin:0 0 8px;font-size:14px;color:#545e6b">Nhắc việc · Hạn: <strong style="color:#1b2430">trong tháng 11/2026 (văn bản không ấn định ngày; chậm nhất hết ngày 30/11/2026)</strong></p>
<p style="margin:0">Theo Chương trình phối hợp số 05/CTrPH-CAT-MTTQ ngày 29/02/2024, họp định kỳ cấp xã đánh giá kết quả, trách nhiệm của từng thành viên (tháng 11/2026) chưa có biên bản được cập nhật. Yêu cầu đơn vị thống nhất thời gian với các cơ quan phối hợp và cập nhật biên bản trong kỳ, chậm nhất hết ngày 30/11/2026. Văn bản không ấn định ngày họp; chỉ nhắc khi kỳ sắp hết (còn 05 ngày làm việc).</p>
</td></tr></table>
<table role="presentation" cellpadding="0" cellspacing="0" style="margin:20px 0 8px"><tr><td style="background:#12456b;border-radius:6px"><a href="liên kết" style="display:inline-block;padding:12px 22px;color:#ffffff;text-decoration:none;font-weight:600">Mở trang nộp báo cáo</a></td></tr></table>
<p style="margin:0 0 16px;font-size:13px;color:#545e6b;word-break:break-all">liên kết</p>
<p style="margin:0 0 16px">Đầu mối: Đội Tổng hợp, Phòng Tham mưu (demo), máy 0900 000 000.</p>
<p style="margin:0 0 16px">Đề nghị đơn vị nghiêm túc thực hiện.</p>
<hr style="border:0;border-top:1px solid #ddd9cf;margin:16px 0">
<p style="margin:0 0 4px;font-size:13px;color:#545e6b">Vì sao đơn vị nhận được tin này:</p>
<ul style="margin:0 0 8px;padding-left:18px;font-size:13px;color:#545e6b">
<li>Họp định kỳ cấp xã đánh giá kết quả, trách nhiệm của từng thành viên (tháng 10/2026): được giao tại mục IV.2 của văn bản nêu trên; nấc “đề nghị bổ sung”; cơ quan theo dõi: Phòng Tham mưu, Công an Tỉnh và Ban Phong trào, Ủy ban MTTQ Việt Nam Tỉnh Đồng Tháp.</li>
<li>Kết quả tuyên truyền, vận động và mô hình tự quản về ANTT (demo), từ ngày 01/8/2026 đến ngày 31/10/2026: được nêu trong văn bản yêu cầu; nấc “thông báo nhiệm vụ”; cơ quan theo dõi: Phòng Tham mưu, Công an Tỉnh và Ban Phong trào, Ủy ban MTTQ Việt Nam Tỉnh Đồng Tháp.</li>
<li>Họp định kỳ cấp xã đánh giá kết quả, trách nhiệm của từng thành viên (tháng 11/2026): được giao tại mục IV.2 của văn bản nêu trên; nấc “nhắc việc”; cơ quan theo dõi: Phòng Tham mưu, Công an Tỉnh và Ban Phong trào, Ủy ban MTTQ Việt Nam Tỉnh Đồng Tháp.</li>
</ul>
<p style="margin:0;font-size:13px;color:#545e6b">Tin tự động, không thay văn bản chính thức; khi đơn vị đã nộp, việc đó không được nhắc nữa. Liên kết chỉ dành cho đơn vị, đề nghị không chuyển tiếp ra ngoài.<br>Bản demo: dữ liệu hư cấu, không gửi ra ngoài máy.</p>
</td></tr></table>
</td></tr></table>
</body>
</html>','Phòng Tham mưu, Công an tỉnh Đồng Tháp (demo): Họp định kỳ cấp xã đánh giá kết quả, trách nhiệm của từng thành viên (tháng 10/2026) của đơn vị cần bổ sung. Yêu cầu gửi lại chậm nhất hết ngày 30/11/2026. Còn 02 việc khác; chi tiết trên hệ thống.');
INSERT INTO "content" VALUES('43c67bee948bcfefab85a9958964752d9c2dc887c2cc7204425bba3c6fd2aba3','[Nhắc việc] Còn 05 ngày làm việc: Họp định kỳ cấp xã đánh giá kết quả, trách nhiệm của từng thành viên (tháng 11/2026)','Kính gửi: đơn vị.

CHƯƠNG TRÌNH PHỐI HỢP SỐ 05

Theo Chương trình phối hợp số 05/CTrPH-CAT-MTTQ ngày 29/02/2024, họp định kỳ cấp xã đánh giá kết quả, trách nhiệm của từng thành viên (tháng 11/2026) chưa có biên bản được cập nhật. Yêu cầu đơn vị thống nhất thời gian với các cơ quan phối hợp và cập nhật biên bản trong kỳ, chậm nhất hết ngày 30/11/2026. Văn bản không ấn định ngày họp; chỉ nhắc khi kỳ sắp hết (còn 05 ngày làm việc).

Đề nghị mở trang nộp báo cáo của đơn vị tại liên kết dưới đây để xem việc, nộp báo cáo hoặc cập nhật số, ngày văn bản đã gửi:
liên kết

Đầu mối: Đội Tổng hợp, Phòng Tham mưu (demo), máy 0900 000 000.

Đề nghị đơn vị nghiêm túc thực hiện.

Phòng Tham mưu, Công an tỉnh Đồng Tháp (demo)

---
Vì sao đơn vị nhận được tin này:
- Họp định kỳ cấp xã đánh giá kết quả, trách nhiệm của từng thành viên (tháng 11/2026): được giao tại mục IV.2 của văn bản nêu trên; nấc “nhắc việc”; cơ quan theo dõi: Phòng Tham mưu, Công an Tỉnh và Ban Phong trào, Ủy ban MTTQ Việt Nam Tỉnh Đồng Tháp.
Tin tự động, không thay văn bản chính thức; khi đơn vị đã nộp, việc đó không được nhắc nữa. Liên kết chỉ dành cho đơn vị, đề nghị không chuyển tiếp ra ngoài.
Bản demo: dữ liệu hư cấu, không gửi ra ngoài máy.
','<!doctype html>
<html lang="vi">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>[Nhắc việc] Còn 05 ngày làm việc: Họp định kỳ cấp xã đánh giá kết quả, trách nhiệm của từng thành viên (tháng 11/2026)</title>
</head>
<body style="margin:0;padding:0;background:#f6f5f1;color:#1b2430;font-family:''Segoe UI'',Roboto,''Noto Sans'',''Liberation Sans'',Arial,sans-serif;font-size:16px;line-height:1.6">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="background:#f6f5f1"><tr><td align="center" style="padding:20px 12px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:640px;background:#ffffff;border:1px solid #ddd9cf;border-top:4px solid #12456b;border-radius:8px"><tr><td style="padding:24px">
<p style="margin:0 0 4px;color:#545e6b;font-size:14px">Phòng Tham mưu, Công an tỉnh Đồng Tháp (demo)</p>
<p style="margin:0 0 16px;font-weight:600">Kính gửi: đơn vị.</p>
<h2 style="margin:20px 0 8px;font-size:15px;line-height:1.4;color:#12456b">Chương trình phối hợp số 05</h2>
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="margin:0 0 12px;border:1px solid #ddd9cf;border-left:4px solid #12456b;border-radius:6px"><tr><td style="padding:12px 16px">
<p style="margin:0 0 6px;font-weight:600;line-height:1.4">Họp định kỳ cấp xã đánh giá kết quả, trách nhiệm của từng thành viên (tháng 11/2026)</p>
<p style="margin:0 0 8px;font-size:14px;color:#545e6b">Nhắc việc · Hạn: <strong style="color:#1b2430">trong tháng 11/2026 (văn bản không ấn định ngày; chậm nhất hết ngày 30/11/2026)</strong></p>
<p style="margin:0">Theo Chương trình phối hợp số 05/CTrPH-CAT-MTTQ ngày 29/02/2024, họp định kỳ cấp xã đánh giá kết quả, trách nhiệm của từng thành viên (tháng 11/2026) chưa có biên bản được cập nhật. Yêu cầu đơn vị thống nhất thời gian với các cơ quan phối hợp và cập nhật biên bản trong kỳ, chậm nhất hết ngày 30/11/2026. Văn bản không ấn định ngày họp; chỉ nhắc khi kỳ sắp hết (còn 05 ngày làm việc).</p>
</td></tr></table>
<table role="presentation" cellpadding="0" cellspacing="0" style="margin:20px 0 8px"><tr><td style="background:#12456b;border-radius:6px"><a href="liên kết" style="display:inline-block;padding:12px 22px;color:#ffffff;text-decoration:none;font-weight:600">Mở trang nộp báo cáo</a></td></tr></table>
<p style="margin:0 0 16px;font-size:13px;color:#545e6b;word-break:break-all">liên kết</p>
<p style="margin:0 0 16px">Đầu mối: Đội Tổng hợp, Phòng Tham mưu (demo), máy 0900 000 000.</p>
<p style="margin:0 0 16px">Đề nghị đơn vị nghiêm túc thực hiện.</p>
<hr style="border:0;border-top:1px solid #ddd9cf;margin:16px 0">
<p style="margin:0 0 4px;font-size:13px;color:#545e6b">Vì sao đơn vị nhận được tin này:</p>
<ul style="margin:0 0 8px;padding-left:18px;font-size:13px;color:#545e6b">
<li>Họp định kỳ cấp xã đánh giá kết quả, trách nhiệm của từng thành viên (tháng 11/2026): được giao tại mục IV.2 của văn bản nêu trên; nấc “nhắc việc”; cơ quan theo dõi: Phòng Tham mưu, Công an Tỉnh và Ban Phong trào, Ủy ban MTTQ Việt Nam Tỉnh Đồng Tháp.</li>
</ul>
<p style="margin:0;font-size:13px;color:#545e6b">Tin tự động, không thay văn bản chính thức; khi đơn vị đã nộp, việc đó không được nhắc nữa. Liên kết chỉ dành cho đơn vị, đề nghị không chuyển tiếp ra ngoài.<br>Bản demo: dữ liệu hư cấu, không gửi ra ngoài máy.</p>
</td></tr></table>
</td></tr></table>
</body>
</html>','Phòng Tham mưu, Công an tỉnh Đồng Tháp (demo): Họp định kỳ cấp xã đánh giá kết quả, trách nhiệm của từng thành viên (tháng 11/2026) của đơn vị chưa có biên bản. Yêu cầu cập nhật chậm nhất hết ngày 30/11/2026. Chi tiết trên hệ thống.');
INSERT INTO "content" VALUES('378d064d48278cf9b9a8a38278f83bac8a4e9bee0b981790a7afb2d173b40014','[Đột xuất] 02 việc cần thực hiện: Kết quả tuyên truyền, vận động và mô hình tự quản về ANTT (demo), từ ngày 01/8/2026 đến ngày 31/10/2026 và 01 việc khác','Kính gửi: đơn vị.

Phòng Tham mưu, Công an tỉnh Đồng Tháp (demo) thông báo 02 việc của đơn vị cần được thực hiện:

CHƯƠNG TRÌNH PHỐI HỢP SỐ 05

1. Theo văn bản số DEMO-03/CAT-PTM ngày 20/11/2026, yêu cầu đơn vị gửi kết quả tuyên truyền, vận động và mô hình tự quản về ANTT (demo) về Công an tỉnh Đồng Tháp (qua Phòng Tham mưu), chậm nhất hết ngày 02/12/2026 (07 ngày làm việc kể từ ngày 20/11/2026). Số liệu lấy từ ngày 01/8/2026 đến hết ngày 31/10/2026. Đơn vị không phát sinh cũng gửi báo cáo, ghi “không phát sinh”.

2. Theo Chương trình phối hợp số 05/CTrPH-CAT-MTTQ ngày 29/02/2024, họp định kỳ cấp xã đánh giá kết quả, trách nhiệm của từng thành viên (tháng 11/2026) chưa có biên bản được cập nhật. Yêu cầu đơn vị thống nhất thời gian với các cơ quan phối hợp và cập nhật biên bản trong kỳ, chậm nhất hết ngày 30/11/2026. Văn bản không ấn định ngày họp; chỉ nhắc khi kỳ sắp hết (còn 05 ngày làm việc).

Đề nghị mở trang nộp báo cáo của đơn vị tại liên kết dưới đây để xem việc, nộp báo cáo hoặc cập nhật số, ngày văn bản đã gửi:
liên kết

Đầu mối: Đội Tổng hợp, Phòng Tham mưu (demo), máy 0900 000 000.

Đề nghị đơn vị nghiêm túc thực hiện.

Phòng Tham mưu, Công an tỉnh Đồng Tháp (demo)

---
Vì sao đơn vị nhận được tin này:
- Kết quả tuyên truyền, vận động và mô hình tự quản về ANTT (demo), từ ngày 01/8/2026 đến ngày 31/10/2026: được nêu trong văn bản yêu cầu; nấc “thông báo nhiệm vụ”; cơ quan theo dõi: Phòng Tham mưu, Công an Tỉnh và Ban Phong trào, Ủy ban MTTQ Việt Nam Tỉnh Đồng Tháp.
- Họp định kỳ cấp xã đánh giá kết quả, trách nhiệm của từng thành viên (tháng 11/2026): được giao tại mục IV.2 của văn bản nêu trên; nấc “nhắc việc”; cơ quan theo dõi: Phòng Tham mưu, Công an Tỉnh và Ban Phong trào, Ủy ban MTTQ Việt Nam Tỉnh Đồng Tháp.
Tin tự động, không thay văn bản chính thức; khi đơn vị đã nộp, việc đó không được nhắc nữa. Liên kết chỉ dành cho đơn vị, đề nghị không chuyển tiếp ra ngoài.
Bản demo: dữ liệu hư cấu, không gửi ra ngoài máy.
','<!doctype html>
<html lang="vi">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>[Đột xuất] 02 việc cần thực hiện: Kết quả tuyên truyền, vận động và mô hình tự quản về ANTT (demo), từ ngày 01/8/2026 đến ngày 31/10/2026 và 01 việc khác</title>
</head>
<body style="margin:0;padding:0;background:#f6f5f1;color:#1b2430;font-family:''Segoe UI'',Roboto,''Noto Sans'',''Liberation Sans'',Arial,sans-serif;font-size:16px;line-height:1.6">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="background:#f6f5f1"><tr><td align="center" style="padding:20px 12px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:640px;background:#ffffff;border:1px solid #ddd9cf;border-top:4px solid #12456b;border-radius:8px"><tr><td style="padding:24px">
<p style="margin:0 0 4px;color:#545e6b;font-size:14px">Phòng Tham mưu, Công an tỉnh Đồng Tháp (demo)</p>
<p style="margin:0 0 16px;font-weight:600">Kính gửi: đơn vị.</p>
<p style="margin:0 0 16px">Phòng Tham mưu, Công an tỉnh Đồng Tháp (demo) thông báo 02 việc của đơn vị cần được thực hiện:</p>
<h2 style="margin:20px 0 8px;font-size:15px;line-height:1.4;color:#12456b">Chương trình phối hợp số 05</h2>
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="margin:0 0 12px;border:1px solid #ddd9cf;border-left:4px solid #12456b;border-radius:6px"><tr><td style="padding:12px 16px">
<p style="margin:0 0 6px;font-weight:600;line-height:1.4">1. Kết quả tuyên truyền, vận động và mô hình tự quản về ANTT (demo), từ ngày 01/8/2026 đến ngày 31/10/2026</p>
<p style="margin:0 0 8px;font-size:14px;color:#545e6b">Thông báo nhiệm vụ · Hạn: <strong style="color:#1b2430">chậm nhất hết ngày 02/12/2026 (07 ngày làm việc kể từ ngày 20/11/2026)</strong></p>
<p style="margin:0">Theo văn bản số DEMO-03/CAT-PTM ngày 20/11/2026, yêu cầu đơn vị gửi kết quả tuyên truyền, vận động và mô hình tự quản về ANTT (demo) về Công an tỉnh Đồng Tháp (qua Phòng Tham mưu), chậm nhất hết ngày 02/12/2026 (07 ngày làm việc kể từ ngày 20/11/2026). Số liệu lấy từ ngày 01/8/2026 đến hết ngày 31/10/2026. Đơn vị không phát sinh cũng gửi báo cáo, ghi “không phát sinh”.</p>
</td></tr></table>
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="margin:0 0 12px;border:1px solid #ddd9cf;border-left:4px solid #12456b;border-radius:6px"><tr><td style="padding:12px 16px">
<p style="margin:0 0 6px;font-weight:600;line-height:1.4">2. Họp định kỳ cấp xã đánh giá kết quả, trách nhiệm của từng thành viên (tháng 11/2026)</p>
<p style="margin:0 0 8px;font-size:14px;color:#545e6b">Nhắc việc · Hạn: <strong style="color:#1b2430">trong tháng 11/2026 (văn bản không ấn định ngày; chậm nhất hết ngày 30/11/2026)</strong></p>
<p style="margin:0">Theo Chương trình phối hợp số 05/CTrPH-CAT-MTTQ ngày 29/02/2024, họp định kỳ cấp xã đánh giá kết quả, trách nhiệm của từng thành viên (tháng 11/2026) chưa có biên bản được cập nhật. Yêu cầu đơn vị thống nhất thời gian với các cơ quan phối hợp và cập nhật biên bản trong kỳ, chậm nhất hết ngày 30/11/2026. Văn bản không ấn định ngày họp; chỉ nhắc khi kỳ sắp hết (còn 05 ngày làm việc).</p>
</td></tr></table>
<table role="presentation" cellpadding="0" cellspacing="0" style="margin:20px 0 8px"><tr><td style="background:#12456b;border-radius:6px"><a href="liên kết" style="display:inline-block;padding:12px 22px;color:#ffffff;text-decoration:none;font-weight:600">Mở trang nộp báo cáo</a></td></tr></table>
<p style="margin:0 0 16px;font-size:13px;color:#545e6b;word-break:break-all">liên kết</p>
<p style="margin:0 0 16px">Đầu mối: Đội Tổng hợp, Phòng Tham mưu (demo), máy 0900 000 000.</p>
<p style="margin:0 0 16px">Đề nghị đơn vị nghiêm túc thực hiện.</p>
<hr style="border:0;border-top:1px solid #ddd9cf;margin:16px 0">
<p style="margin:0 0 4px;font-size:13px;color:#545e6b">Vì sao đơn vị nhận được tin này:</p>
<ul style="margin:0 0 8px;padding-left:18px;font-size:13px;color:#545e6b">
<li>Kết quả tuyên truyền, vận động và mô hình tự quản về ANTT (demo), từ ngày 01/8/2026 đến ngày 31/10/2026: được nêu trong văn bản yêu cầu; nấc “thông báo nhiệm vụ”; cơ quan theo dõi: Phòng Tham mưu, Công an Tỉnh và Ban Phong trào, Ủy ban MTTQ Việt Nam Tỉnh Đồng Tháp.</li>
<li>Họp định kỳ cấp xã đánh giá kết quả, trách nhiệm của từng thành viên (tháng 11/2026): được giao tại mục IV.2 của văn bản nêu trên; nấc “nhắc việc”; cơ quan theo dõi: Phòng Tham mưu, Công an Tỉnh và Ban Phong trào, Ủy ban MTTQ Việt Nam Tỉnh Đồng Tháp.</li>
</ul>
<p style="margin:0;font-size:13px;color:#545e6b">Tin tự động, không thay văn bản chính thức; khi đơn vị đã nộp, việc đó không được nhắc nữa. Liên kết chỉ dành cho đơn vị, đề nghị không chuyển tiếp ra ngoài.<br>Bản demo: dữ liệu hư cấu, không gửi ra ngoài máy.</p>
</td></tr></table>
</td></tr></table>
</body>
</html>','Phòng Tham mưu, Công an tỉnh Đồng Tháp (demo): Yêu cầu đơn vị gửi kết quả tuyên truyền, vận động và mô hình tự quản về ANTT (demo), từ ngày 01/8/2026 đến ngày 31/10/2026, chậm nhất hết ngày 02/12/2026. Còn 01 việc khác; chi tiết trên hệ thống.');
INSERT INTO "content" VALUES('4d648f34cf16ab1962a9307053a87511f171e3f8e964d53c6283fbe6c6f89f2b','[Đề nghị bổ sung] 02 việc cần thực hiện: Kết quả tuyên truyền, vận động và mô hình tự quản về ANTT (demo), từ ngày 01/8/2026 đến ngày 31/10/2026 và 01 việc khác','Kính gửi: đơn vị.

Phòng Tham mưu, Công an tỉnh Đồng Tháp (demo) thông báo 02 việc của đơn vị cần được thực hiện:

CHƯƠNG TRÌNH PHỐI HỢP SỐ 05

1. Phòng Tham mưu, Công an tỉnh Đồng Tháp (demo) đã nhận ngày 20/11/2026 kết quả tuyên truyền, vận động và mô hình tự quản về ANTT (demo) theo văn bản số DEMO-03/CAT-PTM ngày 20/11/2026. Qua kiểm tra, yêu cầu đơn vị hoàn thiện, bổ sung; nội dung cần bổ sung xem tại liên kết dưới đây. Đề nghị gửi lại chậm nhất hết ngày 02/12/2026. Thời điểm nộp lần đầu vẫn được ghi nhận khi đánh giá đúng hạn.

2. Theo Chương trình phối hợp số 05/CTrPH-CAT-MTTQ ngày 29/02/2024, họp định kỳ cấp xã đánh giá kết quả, trách nhiệm của từng thành viên (tháng 11/2026) chưa có biên bản được cập nhật. Yêu cầu đơn vị thống nhất thời gian với các cơ quan phối hợp và cập nhật biên bản trong kỳ, chậm nhất hết ngày 30/11/2026. Văn bản không ấn định ngày họp; chỉ nhắc khi kỳ sắp hết (còn 05 ngày làm việc).

Đề nghị mở trang nộp báo cáo của đơn vị tại liên kết dưới đây để xem việc, nộp báo cáo hoặc cập nhật số, ngày văn bản đã gửi:
liên kết

Đầu mối: Đội Tổng hợp, Phòng Tham mưu (demo), máy 0900 000 000.

Đề nghị đơn vị nghiêm túc thực hiện.

Phòng Tham mưu, Công an tỉnh Đồng Tháp (demo)

---
Vì sao đơn vị nhận được tin này:
- Kết quả tuyên truyền, vận động và mô hình tự quản về ANTT (demo), từ ngày 01/8/2026 đến ngày 31/10/2026: được nêu trong văn bản yêu cầu; nấc “đề nghị bổ sung”; cơ quan theo dõi: Phòng Tham mưu, Công an Tỉnh và Ban Phong trào, Ủy ban MTTQ Việt Nam Tỉnh Đồng Tháp.
- Họp định kỳ cấp xã đánh giá kết quả, trách nhiệm của từng thành viên (tháng 11/2026): được giao tại mục IV.2 của văn bản nêu trên; nấc “nhắc việc”; cơ quan theo dõi: Phòng Tham mưu, Công an Tỉnh và Ban Phong trào, Ủy ban MTTQ Việt Nam Tỉnh Đồng Tháp.
Tin tự động, không thay văn bản chính thức; khi đơn vị đã nộp, việc đó không được nhắc nữa. Liên kết chỉ dành cho đơn vị, đề nghị không chuyển tiếp ra ngoài.
Bản demo: dữ liệu hư cấu, không gửi ra ngoài máy.
','<!doctype html>
<html lang="vi">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>[Đề nghị bổ sung] 02 việc cần thực hiện: Kết quả tuyên truyền, vận động và mô hình tự quản về ANTT (demo), từ ngày 01/8/2026 đến ngày 31/10/2026 và 01 việc khác</title>
</head>
<body style="margin:0;padding:0;background:#f6f5f1;color:#1b2430;font-family:''Segoe UI'',Roboto,''Noto Sans'',''Liberation Sans'',Arial,sans-serif;font-size:16px;line-height:1.6">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="background:#f6f5f1"><tr><td align="center" style="padding:20px 12px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:640px;background:#ffffff;border:1px solid #ddd9cf;border-top:4px solid #12456b;border-radius:8px"><tr><td style="padding:24px">
<p style="margin:0 0 4px;color:#545e6b;font-size:14px">Phòng Tham mưu, Công an tỉnh Đồng Tháp (demo)</p>
<p style="margin:0 0 16px;font-weight:600">Kính gửi: đơn vị.</p>
<p style="margin:0 0 16px">Phòng Tham mưu, Công an tỉnh Đồng Tháp (demo) thông báo 02 việc của đơn vị cần được thực hiện:</p>
<h2 style="margin:20px 0 8px;font-size:15px;line-height:1.4;color:#12456b">Chương trình phối hợp số 05</h2>
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="margin:0 0 12px;border:1px solid #ddd9cf;border-left:4px solid #c79a3b;border-radius:6px"><tr><td style="padding:12px 16px">
<p style="margin:0 0 6px;font-weight:600;line-height:1.4">1. Kết quả tuyên truyền, vận động và mô hình tự quản về ANTT (demo), từ ngày 01/8/2026 đến ngày 31/10/2026</p>
<p style="margin:0 0 8px;font-size:14px;color:#545e6b">Đề nghị bổ sung · Hạn: <strong style="color:#1b2430">chậm nhất hết ngày 02/12/2026 (07 ngày làm việc kể từ ngày 20/11/2026)</strong></p>
<p style="margin:0">Phòng Tham mưu, Công an tỉnh Đồng Tháp (demo) đã nhận ngày 20/11/2026 kết quả tuyên truyền, vận động và mô hình tự quản về ANTT (demo) theo văn bản số DEMO-03/CAT-PTM ngày 20/11/2026. Qua kiểm tra, yêu cầu đơn vị hoàn thiện, bổ sung; nội dung cần bổ sung xem tại liên kết dưới đây. Đề nghị gửi lại chậm nhất hết ngày 02/12/2026. Thời điểm nộp lần đầu vẫn được ghi nhận khi đánh giá đúng hạn.</p>
</td></tr></table>
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="margin:0 0 12px;border:1px solid #ddd9cf;border-left:4px solid #12456b;border-radius:6px"><tr><td style="padding:12px 16px">
<p style="margin:0 0 6px;font-weight:600;line-height:1.4">2. Họp định kỳ cấp xã đánh giá kết quả, trách nhiệm của từng thành viên (tháng 11/2026)</p>
<p style="margin:0 0 8px;font-size:14px;color:#545e6b">Nhắc việc · Hạn: <strong style="color:#1b2430">trong tháng 11/2026 (văn bản không ấn định ngày; chậm nhất hết ngày 30/11/2026)</strong></p>
<p style="margin:0">Theo Chương trình phối hợp số 05/CTrPH-CAT-MTTQ ngày 29/02/2024, họp định kỳ cấp xã đánh giá kết quả, trách nhiệm của từng thành viên (tháng 11/2026) chưa có biên bản được cập nhật. Yêu cầu đơn vị thống nhất thời gian với các cơ quan phối hợp và cập nhật biên bản trong kỳ, chậm nhất hết ngày 30/11/2026. Văn bản không ấn định ngày họp; chỉ nhắc khi kỳ sắp hết (còn 05 ngày làm việc).</p>
</td></tr></table>
<table role="presentation" cellpadding="0" cellspacing="0" style="margin:20px 0 8px"><tr><td style="background:#12456b;border-radius:6px"><a href="liên kết" style="display:inline-block;padding:12px 22px;color:#ffffff;text-decoration:none;font-weight:600">Mở trang nộp báo cáo</a></td></tr></table>
<p style="margin:0 0 16px;font-size:13px;color:#545e6b;word-break:break-all">liên kết</p>
<p style="margin:0 0 16px">Đầu mối: Đội Tổng hợp, Phòng Tham mưu (demo), máy 0900 000 000.</p>
<p style="margin:0 0 16px">Đề nghị đơn vị nghiêm túc thực hiện.</p>
<hr style="border:0;border-top:1px solid #ddd9cf;margin:16px 0">
<p style="margin:0 0 4px;font-size:13px;color:#545e6b">Vì sao đơn vị nhận được tin này:</p>
<ul style="margin:0 0 8px;padding-left:18px;font-size:13px;color:#545e6b">
<li>Kết quả tuyên truyền, vận động và mô hình tự quản về ANTT (demo), từ ngày 01/8/2026 đến ngày 31/10/2026: được nêu trong văn bản yêu cầu; nấc “đề nghị bổ sung”; cơ quan theo dõi: Phòng Tham mưu, Công an Tỉnh và Ban Phong trào, Ủy ban MTTQ Việt Nam Tỉnh Đồng Tháp.</li>
<li>Họp định kỳ cấp xã đánh giá kết quả, trách nhiệm của từng thành viên (tháng 11/2026): được giao tại mục IV.2 của văn bản nêu trên; nấc “nhắc việc”; cơ quan theo dõi: Phòng Tham mưu, Công an Tỉnh và Ban Phong trào, Ủy ban MTTQ Việt Nam Tỉnh Đồng Tháp.</li>
</ul>
<p style="margin:0;font-size:13px;color:#545e6b">Tin tự động, không thay văn bản chính thức; khi đơn vị đã nộp, việc đó không được nhắc nữa. Liên kết chỉ dành cho đơn vị, đề nghị không chuyển tiếp ra ngoài.<br>Bản demo: dữ liệu hư cấu, không gửi ra ngoài máy.</p>
</td></tr></table>
</td></tr></table>
</body>
</html>','Phòng Tham mưu, Công an tỉnh Đồng Tháp (demo): Kết quả tuyên truyền, vận động và mô hình tự… (từ ngày 01/8/2026 đến ngày 31/10/2026) của đơn vị cần bổ sung. Yêu cầu gửi lại chậm nhất hết ngày 02/12/2026. Còn 01 việc khác; chi tiết trên hệ thống.');
INSERT INTO "content" VALUES('26485d67c5dfc2be3a5b21406d27bb18fe2f341b78829fd416c67b7d1e452d67','[Đột xuất] Kết quả tuyên truyền, vận động và mô hình tự quản về ANTT (demo), từ ngày 01/8/2026 đến ngày 31/10/2026 – chậm nhất hết ngày 02/12/2026','Kính gửi: đơn vị.

CHƯƠNG TRÌNH PHỐI HỢP SỐ 05

Theo văn bản số DEMO-03/CAT-PTM ngày 20/11/2026, yêu cầu đơn vị gửi kết quả tuyên truyền, vận động và mô hình tự quản về ANTT (demo) về Công an tỉnh Đồng Tháp (qua Phòng Tham mưu), chậm nhất hết ngày 02/12/2026 (07 ngày làm việc kể từ ngày 20/11/2026). Số liệu lấy từ ngày 01/8/2026 đến hết ngày 31/10/2026. Đơn vị không phát sinh cũng gửi báo cáo, ghi “không phát sinh”.

Đề nghị mở trang nộp báo cáo của đơn vị tại liên kết dưới đây để xem việc, nộp báo cáo hoặc cập nhật số, ngày văn bản đã gửi:
liên kết

Đầu mối: Đội Tổng hợp, Phòng Tham mưu (demo), máy 0900 000 000.

Đề nghị đơn vị nghiêm túc thực hiện.

Phòng Tham mưu, Công an tỉnh Đồng Tháp (demo)

---
Vì sao đơn vị nhận được tin này:
- Kết quả tuyên truyền, vận động và mô hình tự quản về ANTT (demo), từ ngày 01/8/2026 đến ngày 31/10/2026: được nêu trong văn bản yêu cầu; nấc “thông báo nhiệm vụ”; cơ quan theo dõi: Phòng Tham mưu, Công an Tỉnh và Ban Phong trào, Ủy ban MTTQ Việt Nam Tỉnh Đồng Tháp.
Tin tự động, không thay văn bản chính thức; khi đơn vị đã nộp, việc đó không được nhắc nữa. Liên kết chỉ dành cho đơn vị, đề nghị không chuyển tiếp ra ngoài.
Bản demo: dữ liệu hư cấu, không gửi ra ngoài máy.
','<!doctype html>
<html lang="vi">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>[Đột xuất] Kết quả tuyên truyền, vận động và mô hình tự quản về ANTT (demo), từ ngày 01/8/2026 đến ngày 31/10/2026 – chậm nhất hết ngày 02/12/2026</title>
</head>
<body style="margin:0;padding:0;background:#f6f5f1;color:#1b2430;font-family:''Segoe UI'',Roboto,''Noto Sans'',''Liberation Sans'',Arial,sans-serif;font-size:16px;line-height:1.6">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="background:#f6f5f1"><tr><td align="center" style="padding:20px 12px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:640px;background:#ffffff;border:1px solid #ddd9cf;border-top:4px solid #12456b;border-radius:8px"><tr><td style="padding:24px">
<p style="margin:0 0 4px;color:#545e6b;font-size:14px">Phòng Tham mưu, Công an tỉnh Đồng Tháp (demo)</p>
<p style="margin:0 0 16px;font-weight:600">Kính gửi: đơn vị.</p>
<h2 style="margin:20px 0 8px;font-size:15px;line-height:1.4;color:#12456b">Chương trình phối hợp số 05</h2>
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="margin:0 0 12px;border:1px solid #ddd9cf;border-left:4px solid #12456b;border-radius:6px"><tr><td style="padding:12px 16px">
<p style="margin:0 0 6px;font-weight:600;line-height:1.4">Kết quả tuyên truyền, vận động và mô hình tự quản về ANTT (demo), từ ngày 01/8/2026 đến ngày 31/10/2026</p>
<p style="margin:0 0 8px;font-size:14px;color:#545e6b">Thông báo nhiệm vụ · Hạn: <strong style="color:#1b2430">chậm nhất hết ngày 02/12/2026 (07 ngày làm việc kể từ ngày 20/11/2026)</strong></p>
<p style="margin:0">Theo văn bản số DEMO-03/CAT-PTM ngày 20/11/2026, yêu cầu đơn vị gửi kết quả tuyên truyền, vận động và mô hình tự quản về ANTT (demo) về Công an tỉnh Đồng Tháp (qua Phòng Tham mưu), chậm nhất hết ngày 02/12/2026 (07 ngày làm việc kể từ ngày 20/11/2026). Số liệu lấy từ ngày 01/8/2026 đến hết ngày 31/10/2026. Đơn vị không phát sinh cũng gửi báo cáo, ghi “không phát sinh”.</p>
</td></tr></table>
<table role="presentation" cellpadding="0" cellspacing="0" style="margin:20px 0 8px"><tr><td style="background:#12456b;border-radius:6px"><a href="liên kết" style="display:inline-block;padding:12px 22px;color:#ffffff;text-decoration:none;font-weight:600">Mở trang nộp báo cáo</a></td></tr></table>
<p style="margin:0 0 16px;font-size:13px;color:#545e6b;word-break:break-all">liên kết</p>
<p style="margin:0 0 16px">Đầu mối: Đội Tổng hợp, Phòng Tham mưu (demo), máy 0900 000 000.</p>
<p style="margin:0 0 16px">Đề nghị đơn vị nghiêm túc thực hiện.</p>
<hr style="border:0;border-top:1px solid #ddd9cf;margin:16px 0">
<p style="margin:0 0 4px;font-size:13px;color:#545e6b">Vì sao đơn vị nhận được tin này:</p>
<ul style="margin:0 0 8px;padding-left:18px;font-size:13px;color:#545e6b">
<li>Kết quả tuyên truyền, vận động và mô hình tự quản về ANTT (demo), từ ngày 01/8/2026 đến ngày 31/10/2026: được nêu trong văn bản yêu cầu; nấc “thông báo nhiệm vụ”; cơ quan theo dõi: Phòng Tham mưu, Công an Tỉnh và Ban Phong trào, Ủy ban MTTQ Việt Nam Tỉnh Đồng Tháp.</li>
</ul>
<p style="margin:0;font-size:13px;color:#545e6b">Tin tự động, không thay văn bản chính thức; khi đơn vị đã nộp, việc đó không được nhắc nữa. Liên kết chỉ dành cho đơn vị, đề nghị không chuyển tiếp ra ngoài.<br>Bản demo: dữ liệu hư cấu, không gửi ra ngoài máy.</p>
</td></tr></table>
</td></tr></table>
</body>
</html>','Phòng Tham mưu, Công an tỉnh Đồng Tháp (demo): Yêu cầu đơn vị gửi kết quả tuyên truyền, vận động và mô hình tự quản về ANTT (demo), từ ngày 01/8/2026 đến ngày 31/10/2026, chậm nhất hết ngày 02/12/2026. Chi tiết trên hệ thống.');
CREATE TABLE decision (
	id INTEGER NOT NULL, 
	submission_id INTEGER NOT NULL, 
	action VARCHAR NOT NULL, 
	note VARCHAR NOT NULL, 
	"by" VARCHAR NOT NULL, 
	at DATETIME NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(submission_id) REFERENCES submission (id)
);
INSERT INTO "decision" VALUES(3670,3683,'accept','','tham-muu','2025-05-12 01:35:00.000000');
INSERT INTO "decision" VALUES(3675,3765,'accept','','tham-muu','2025-05-19 01:02:00.000000');
INSERT INTO "decision" VALUES(3716,3733,'accept','','tham-muu','2025-05-16 06:43:00.000000');
INSERT INTO "decision" VALUES(3725,3753,'accept','','tham-muu','2025-05-19 09:16:00.000000');
INSERT INTO "decision" VALUES(3737,3697,'accept','','tham-muu','2025-05-14 04:10:00.000000');
INSERT INTO "decision" VALUES(3741,3741,'accept','','tham-muu','2025-05-16 01:15:00.000000');
INSERT INTO "decision" VALUES(3758,3751,'accept','','tham-muu','2025-05-19 09:14:00.000000');
INSERT INTO "decision" VALUES(3761,3713,'accept','','tham-muu','2025-05-15 08:00:00.000000');
INSERT INTO "decision" VALUES(3774,3818,'return','B02, D01: số liệu chưa khớp với báo cáo tháng; đề nghị rà soát lại.','tham-muu','2026-06-11 08:40:00.000000');
INSERT INTO "decision" VALUES(3775,3828,'accept','','tham-muu','2026-06-15 01:04:00.000000');
INSERT INTO "decision" VALUES(3802,3851,'accept','','tham-muu','2026-06-19 07:29:00.000000');
INSERT INTO "decision" VALUES(3805,3826,'accept','','tham-muu','2026-06-15 04:13:00.000000');
CREATE TABLE delivery_receipt (
	id INTEGER NOT NULL, 
	channel VARCHAR NOT NULL, 
	provider_id VARCHAR NOT NULL, 
	tracking_id VARCHAR NOT NULL, 
	event VARCHAR NOT NULL, 
	at DATETIME NOT NULL, 
	received_at DATETIME NOT NULL, 
	PRIMARY KEY (id)
);
CREATE TABLE disposition (
	id INTEGER NOT NULL, 
	programme VARCHAR NOT NULL, 
	duty VARCHAR NOT NULL, 
	unit_id VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	to_unit_id VARCHAR, 
	effective_on DATE NOT NULL, 
	basis VARCHAR NOT NULL, 
	"by" VARCHAR NOT NULL, 
	at DATETIME NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(to_unit_id) REFERENCES unit (id), 
	FOREIGN KEY(unit_id) REFERENCES unit (id)
);
CREATE TABLE extension (
	id INTEGER NOT NULL, 
	programme VARCHAR NOT NULL, 
	duty VARCHAR NOT NULL, 
	period VARCHAR NOT NULL, 
	unit_id VARCHAR NOT NULL, 
	until DATE NOT NULL, 
	reason VARCHAR NOT NULL, 
	granted_by VARCHAR NOT NULL, 
	granted_at DATETIME NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(unit_id) REFERENCES unit (id)
);
INSERT INTO "extension" VALUES(4,'05-ctrph-cat-mttq','S000-16','2024-06','police/2025-06/29944','2024-07-07','Đơn vị đang tập trung phòng, chống thiên tai, đề nghị lùi thời gian.','tham-muu','2024-06-28 01:26:00.000000');
INSERT INTO "extension" VALUES(7,'05-ctrph-cat-mttq','S000-16','2024-09','police/2025-06/30208','2024-10-05','Đơn vị đang tập trung phòng, chống thiên tai, đề nghị lùi thời gian.','tham-muu','2024-09-28 09:49:00.000000');
INSERT INTO "extension" VALUES(15,'05-ctrph-cat-mttq','S000-16','2025-08','police/2025-07/30025','2025-09-10','Trùng đợt cao điểm tấn công, trấn áp tội phạm.','tham-muu','2025-08-29 07:55:00.000000');
INSERT INTO "extension" VALUES(16,'05-ctrph-cat-mttq','S000-16','2026-04','police/2025-07/30043','2026-05-07','Trùng đợt cao điểm tấn công, trấn áp tội phạm.','tham-muu','2026-04-28 00:41:00.000000');
CREATE TABLE feed (
	id VARCHAR NOT NULL, 
	unit_id VARCHAR, 
	officer VARCHAR, 
	opened_by VARCHAR NOT NULL, 
	opened_at DATETIME NOT NULL, 
	revoked_at DATETIME, 
	PRIMARY KEY (id), 
	FOREIGN KEY(officer) REFERENCES officer (username), 
	FOREIGN KEY(unit_id) REFERENCES unit (id)
);
CREATE TABLE feed_mark (
	uid VARCHAR NOT NULL, 
	stands VARCHAR NOT NULL, 
	content VARCHAR NOT NULL, 
	sequence INTEGER NOT NULL, 
	changed_at DATETIME NOT NULL, 
	PRIMARY KEY (uid)
);
CREATE TABLE hold (
	id INTEGER NOT NULL, 
	programme VARCHAR NOT NULL, 
	duty VARCHAR NOT NULL, 
	unit_id VARCHAR NOT NULL, 
	from_on DATE NOT NULL, 
	until DATE, 
	reason VARCHAR NOT NULL, 
	"by" VARCHAR NOT NULL, 
	PRIMARY KEY (id)
);
CREATE TABLE inbound_mail (
	id INTEGER NOT NULL, 
	message_id VARCHAR NOT NULL, 
	sender VARCHAR NOT NULL, 
	subject VARCHAR NOT NULL, 
	received_at DATETIME NOT NULL, 
	taken_at DATETIME NOT NULL, 
	state VARCHAR NOT NULL, 
	reason VARCHAR NOT NULL, 
	reply_to_id INTEGER, 
	matched_by VARCHAR NOT NULL, 
	unit_id VARCHAR, 
	submission_id INTEGER, 
	files JSON NOT NULL, 
	decided_by VARCHAR NOT NULL, 
	decided_at DATETIME, 
	PRIMARY KEY (id), 
	FOREIGN KEY(reply_to_id) REFERENCES message (id), 
	FOREIGN KEY(submission_id) REFERENCES submission (id), 
	FOREIGN KEY(unit_id) REFERENCES unit (id), 
	UNIQUE (message_id)
);
CREATE TABLE link (
	id VARCHAR NOT NULL, 
	unit_id VARCHAR NOT NULL, 
	purpose VARCHAR NOT NULL, 
	expires_at DATETIME NOT NULL, 
	revoked_at DATETIME, 
	created_at DATETIME NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(unit_id) REFERENCES unit (id)
);
CREATE TABLE message (
	id INTEGER NOT NULL, 
	recipient VARCHAR NOT NULL, 
	channel VARCHAR NOT NULL, 
	slot VARCHAR NOT NULL, 
	resend INTEGER NOT NULL, 
	state VARCHAR NOT NULL, 
	reason VARCHAR NOT NULL, 
	address VARCHAR NOT NULL, 
	subject VARCHAR NOT NULL, 
	message_id VARCHAR NOT NULL, 
	link_id VARCHAR, 
	fallback_of INTEGER, 
	as_of DATE NOT NULL, 
	is_urgent BOOLEAN NOT NULL, 
	planned_at DATETIME NOT NULL, 
	not_before DATETIME NOT NULL, 
	expires_at DATETIME NOT NULL, 
	lease_owner VARCHAR, 
	lease_until DATETIME, 
	attempts INTEGER NOT NULL, 
	sent_at DATETIME, 
	provider_id VARCHAR NOT NULL, repeats INTEGER DEFAULT '0' NOT NULL, content_id VARCHAR REFERENCES content (id), 
	PRIMARY KEY (id), 
	FOREIGN KEY(fallback_of) REFERENCES message (id)
);
INSERT INTO "message" VALUES(17,'police/2025-07/30025','email','2026-11-20',0,'planned','','congan.xa-phu-cuong@demo.example','[Đột xuất] Kết quả tuyên truyền, vận động và mô hình tự quản về ANTT (demo), từ ngày 01/8/2026 đến ngày 31/10/2026 – chậm nhất hết ngày 02/12/2026','',NULL,NULL,'2026-11-20',0,'2026-11-20 01:01:00.000000','2026-11-20 01:01:00.000000','2026-11-23 01:01:00.000000',NULL,NULL,0,NULL,'',0,'26485d67c5dfc2be3a5b21406d27bb18fe2f341b78829fd416c67b7d1e452d67');
INSERT INTO "message" VALUES(18,'police/2025-07/30028','email','2026-11-20',0,'planned','','congan.xa-an-long@demo.example','[Đột xuất] 02 việc cần thực hiện: Kết quả tuyên truyền, vận động và mô hình tự quản về ANTT (demo), từ ngày 01/8/2026 đến ngày 31/10/2026 và 01 việc khác','',NULL,NULL,'2026-11-20',0,'2026-11-20 01:01:00.000000','2026-11-20 01:01:00.000000','2026-11-23 01:01:00.000000',NULL,NULL,0,NULL,'',0,'378d064d48278cf9b9a8a38278f83bac8a4e9bee0b981790a7afb2d173b40014');
INSERT INTO "message" VALUES(21,'police/2025-07/30043','email','2026-11-20',0,'planned','','congan.xa-phuong-thinh@demo.example','[Đột xuất] Kết quả tuyên truyền, vận động và mô hình tự quản về ANTT (demo), từ ngày 01/8/2026 đến ngày 31/10/2026 – chậm nhất hết ngày 02/12/2026','',NULL,NULL,'2026-11-20',0,'2026-11-20 01:01:00.000000','2026-11-20 01:01:00.000000','2026-11-23 01:01:00.000000',NULL,NULL,0,NULL,'',0,'26485d67c5dfc2be3a5b21406d27bb18fe2f341b78829fd416c67b7d1e452d67');
CREATE TABLE messageitem (
	id INTEGER NOT NULL, 
	message_id INTEGER NOT NULL, 
	programme VARCHAR NOT NULL, 
	duty VARCHAR NOT NULL, 
	period VARCHAR NOT NULL, 
	unit_id VARCHAR NOT NULL, 
	stage VARCHAR NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(message_id) REFERENCES message (id)
);
INSERT INTO "messageitem" VALUES(27,17,'05-ctrph-cat-mttq','DX-2026-02','2026-12-02','police/2025-07/30025','opened');
INSERT INTO "messageitem" VALUES(28,18,'05-ctrph-cat-mttq','S000-16','2026-11','police/2025-07/30028','soon');
INSERT INTO "messageitem" VALUES(29,18,'05-ctrph-cat-mttq','DX-2026-02','2026-12-02','police/2025-07/30028','opened');
INSERT INTO "messageitem" VALUES(33,21,'05-ctrph-cat-mttq','DX-2026-02','2026-12-02','police/2025-07/30043','opened');
CREATE TABLE mute (
	id INTEGER NOT NULL, 
	programme VARCHAR NOT NULL, 
	duty VARCHAR NOT NULL, 
	unit_id VARCHAR NOT NULL, 
	until DATE NOT NULL, 
	reason VARCHAR NOT NULL, 
	"by" VARCHAR NOT NULL, 
	at DATETIME NOT NULL, 
	lifted_by VARCHAR NOT NULL, 
	lifted_at DATETIME, 
	PRIMARY KEY (id)
);
CREATE TABLE officer (
	username VARCHAR NOT NULL, 
	full_name VARCHAR NOT NULL, 
	post VARCHAR NOT NULL, 
	email VARCHAR NOT NULL, 
	role VARCHAR NOT NULL, 
	unit_id VARCHAR, 
	password_hash VARCHAR NOT NULL, 
	is_active BOOLEAN NOT NULL, 
	failed_logins INTEGER NOT NULL, 
	locked_until DATETIME, 
	PRIMARY KEY (username), 
	FOREIGN KEY(unit_id) REFERENCES unit (id)
);
INSERT INTO "officer" VALUES('tham-muu','Cán bộ tham mưu (demo)','Phòng Tham mưu','tham-muu@demo.example','staff',NULL,'$argon2id$v=19$m=65536,t=3,p=4$SVD5G3xCA0Gn6EeAAYSOlA$XYUz9dOpZYA93Nm5L7ry9xO4uMw9kwqYd/Q2QeNXiYo',1,0,NULL);
INSERT INTO "officer" VALUES('lanh-dao','Lãnh đạo phòng (demo)','Lãnh đạo Phòng Tham mưu','lanh-dao@demo.example','leader',NULL,'$argon2id$v=19$m=65536,t=3,p=4$KAJZ+A8X1XR8v76PAwla1g$uh1zhnMEUJBWNqKQHSACnl1MtvVwaOtZG5iEIskAAp0',1,0,NULL);
INSERT INTO "officer" VALUES('dieu-hanh','Quản trị vận hành (demo)','Bộ phận vận hành hệ thống','dieu-hanh@demo.example','operator',NULL,'$argon2id$v=19$m=65536,t=3,p=4$KoowXsfbGvQj/+O8dGfHVw$gl9/GmflINNgPqOibgRY7A24UBQ17Z7dNlqkgdziwNU',1,0,NULL);
CREATE TABLE periodclose (
	id INTEGER NOT NULL, 
	programme VARCHAR NOT NULL, 
	duty VARCHAR NOT NULL, 
	period VARCHAR NOT NULL, 
	"by" VARCHAR NOT NULL, 
	at DATETIME NOT NULL, 
	reported INTEGER NOT NULL, 
	expected INTEGER NOT NULL, 
	snapshot VARCHAR NOT NULL, 
	sha256 VARCHAR NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "periodclose" VALUES(21,'05-ctrph-cat-mttq','S000-13','2024','tham-muu','2025-01-08 01:00:00.000000',1,1,'{"as_of":"2025-01-08","closed_at":"2025-01-08T01:00:00+00:00","deadline":{"basis":{"clause":"IV.2","document":"05/CTrPH-CAT-MTTQ","wording":"Hằng năm, Công an Tỉnh phối hợp"},"bound":"within","due_on":"2024-12-31","duty":"S000-13","kind":"inspection","last_valid_on":"2024-12-31","levels":["tinh"],"named_on":null,"period":"2024","programme":"05-ctrph-cat-mttq","provisional":false,"readings":null,"steps":[{"clause":"IV.2","document":"05/CTrPH-CAT-MTTQ","step":"clause","text":"Mục IV.2, Chương trình phối hợp số 05/CTrPH-CAT-MTTQ ngày 29/02/2024"},{"step":"words","text":"Câu chữ: “Hằng năm, Công an Tỉnh phối hợp”","wording":"Hằng năm, Công an Tỉnh phối hợp"},{"begins_on":"2024-02-29","named_by":null,"ordered_on":"2024-02-29","period":"2024","rule":"hằng năm","span":["2024-01-01","2024-12-31"],"step":"period","text":"Quy tắc: hằng năm; kỳ: năm 2024","window":null,"window_by":null},{"bound":"within","clock":null,"last_valid_at":"2024-12-31T16:59:59.999999+00:00","last_valid_on":"2024-12-31","named_on":null,"operation":"last day of span","step":"reading","text":"Văn bản chỉ nêu kỳ: làm trong kỳ, chậm nhất hết ngày cuối kỳ là thứ Ba, 31/12/2024"},{"off_days":[],"source":"Thông báo 5015/TB-LĐTBXH","status":"official","step":"calendar","tables":[{"source":"Thông báo 5015/TB-LĐTBXH","status":"official","version":"adfbdaad","year":2024}],"text":"Lịch ngày nghỉ năm 2024 (chính thức theo thông báo): Thông báo 5015/TB-LĐTBXH","version":"adfbdaad","year":2024},{"off_days":[],"step":"roll","target_on":"2024-12-31","text":"thứ Ba, 31/12/2024 là ngày làm việc"},{"due_on":"2024-12-31","policy":null,"set_by":null,"step":"policy","text":"Văn bản không nói về ngày nghỉ: giữ nguyên hạn, hết ngày 31/12/2024"}],"target_on":"2024-12-31","window_from":null,"window_to":null},"duty":"S000-13","expected":1,"form":null,"missing":[],"period":"2024","programme":"05-ctrph-cat-mttq","reported":1,"totals":[],"units":[{"figures":{},"is_nil":false,"is_part":false,"is_provisional":false,"is_reported":true,"place":"vn/2025-06/87","unit_id":"police/2025-06/87","unit_name":"Công an tỉnh Đồng Tháp"}]}','63dd9f4a2b5e268cf4e7a5cc24b58f5f7d50a22f0054cb355e1b8e1bc9ff649a');
INSERT INTO "periodclose" VALUES(42,'05-ctrph-cat-mttq','S000-13','2025','tham-muu','2026-01-09 01:00:00.000000',1,1,'{"as_of":"2026-01-09","closed_at":"2026-01-09T01:00:00+00:00","deadline":{"basis":{"clause":"IV.2","document":"05/CTrPH-CAT-MTTQ","wording":"Hằng năm, Công an Tỉnh phối hợp"},"bound":"within","due_on":"2025-12-31","duty":"S000-13","kind":"inspection","last_valid_on":"2025-12-31","levels":["tinh"],"named_on":null,"period":"2025","programme":"05-ctrph-cat-mttq","provisional":false,"readings":null,"steps":[{"clause":"IV.2","document":"05/CTrPH-CAT-MTTQ","step":"clause","text":"Mục IV.2, Chương trình phối hợp số 05/CTrPH-CAT-MTTQ ngày 29/02/2024"},{"step":"words","text":"Câu chữ: “Hằng năm, Công an Tỉnh phối hợp”","wording":"Hằng năm, Công an Tỉnh phối hợp"},{"begins_on":"2025-01-01","named_by":null,"ordered_on":"2024-02-29","period":"2025","rule":"hằng năm","span":["2025-01-01","2025-12-31"],"step":"period","text":"Quy tắc: hằng năm; kỳ: năm 2025","window":null,"window_by":null},{"bound":"within","clock":null,"last_valid_at":"2025-12-31T16:59:59.999999+00:00","last_valid_on":"2025-12-31","named_on":null,"operation":"last day of span","step":"reading","text":"Văn bản chỉ nêu kỳ: làm trong kỳ, chậm nhất hết ngày cuối kỳ là thứ Tư, 31/12/2025"},{"off_days":[],"source":"Thông báo 6150/TB-BLĐTBXH","status":"official","step":"calendar","tables":[{"source":"Thông báo 6150/TB-BLĐTBXH","status":"official","version":"83e41b3e","year":2025}],"text":"Lịch ngày nghỉ năm 2025 (chính thức theo thông báo): Thông báo 6150/TB-BLĐTBXH","version":"83e41b3e","year":2025},{"off_days":[],"step":"roll","target_on":"2025-12-31","text":"thứ Tư, 31/12/2025 là ngày làm việc"},{"due_on":"2025-12-31","policy":null,"set_by":null,"step":"policy","text":"Văn bản không nói về ngày nghỉ: giữ nguyên hạn, hết ngày 31/12/2025"}],"target_on":"2025-12-31","window_from":null,"window_to":null},"duty":"S000-13","expected":1,"form":null,"missing":[],"period":"2025","programme":"05-ctrph-cat-mttq","reported":1,"totals":[],"units":[{"figures":{},"is_nil":false,"is_part":false,"is_provisional":false,"is_reported":true,"place":"vn/2025-07/82","unit_id":"police/2025-07/82","unit_name":"Công an tỉnh Đồng Tháp"}]}','deb7b75116317ddf8552a887147854d1f2637b6ee1d463de01ff4965aa909ff7');
CREATE TABLE pulse (
	id INTEGER NOT NULL, 
	work VARCHAR NOT NULL, 
	as_of DATE NOT NULL, 
	finished_at DATETIME, 
	failed_at DATETIME, 
	runs INTEGER NOT NULL, 
	said VARCHAR NOT NULL, 
	watermark VARCHAR NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "pulse" VALUES(1,'round','2026-11-20','2026-11-20 01:01:00.000000',NULL,1,'Đã lập 42 tin.','1ece01aecbaff30ad807535a7920f7095ddd791e15b295922d728f141e73e057');
CREATE TABLE request (
	id INTEGER NOT NULL, 
	programme VARCHAR NOT NULL, 
	code VARCHAR NOT NULL, 
	title VARCHAR NOT NULL, 
	period VARCHAR NOT NULL, 
	document VARCHAR NOT NULL, 
	document_on DATE NOT NULL, 
	clause VARCHAR NOT NULL, 
	wording VARCHAR NOT NULL, 
	bound VARCHAR NOT NULL, 
	named_on DATE, 
	working_days INTEGER, 
	window_from DATE, 
	window_to DATE, 
	form VARCHAR NOT NULL, 
	route_to VARCHAR NOT NULL, 
	route_via VARCHAR NOT NULL, 
	is_urgent BOOLEAN NOT NULL, 
	is_demo BOOLEAN NOT NULL, 
	"by" VARCHAR NOT NULL, 
	at DATETIME NOT NULL, clock TIME, term_count INTEGER, term_unit VARCHAR, counts_from_at DATETIME, 
	PRIMARY KEY (id)
);
INSERT INTO "request" VALUES(1,'05-ctrph-cat-mttq','DX-2025-01','Kết quả phong trào toàn dân bảo vệ ANTQ (demo)','2025-05-20','DEMO-01/CAT-PTM','2025-05-06','','báo cáo trước ngày 20/5/2025','before','2025-05-20',NULL,'2024-12-15','2025-05-14','phong-trao-rut-gon','Công an tỉnh Đồng Tháp','Phòng Tham mưu',0,1,'tham-muu','2025-05-06 00:00:00.000000',NULL,NULL,NULL,NULL);
INSERT INTO "request" VALUES(2,'05-ctrph-cat-mttq','DX-2026-01','Rà soát mô hình tự quản và công tác tuyên truyền (demo)','2026-06-19','DEMO-02/CAT-PTM','2026-06-05','','báo cáo chậm nhất hết ngày 19/6/2026','by','2026-06-19',NULL,'2026-01-01','2026-05-31','phong-trao-rut-gon','Công an tỉnh Đồng Tháp','Phòng Tham mưu',0,1,'tham-muu','2026-06-05 00:00:00.000000',NULL,NULL,NULL,NULL);
INSERT INTO "request" VALUES(3,'05-ctrph-cat-mttq','DX-2026-02','Kết quả tuyên truyền, vận động và mô hình tự quản về ANTT (demo)','2026-12-02','DEMO-03/CAT-PTM','2026-11-20','','báo cáo trong 07 ngày làm việc kể từ ngày yêu cầu','after',NULL,7,'2026-08-01','2026-10-31','phong-trao-rut-gon','Công an tỉnh Đồng Tháp','Phòng Tham mưu',0,1,'tham-muu','2026-11-20 00:00:00.000000',NULL,NULL,NULL,NULL);
CREATE TABLE ruling (
	id INTEGER NOT NULL, 
	programme VARCHAR NOT NULL, 
	duty VARCHAR NOT NULL, 
	period VARCHAR NOT NULL, 
	held_on DATE NOT NULL, 
	note VARCHAR NOT NULL, 
	"by" VARCHAR NOT NULL, 
	at DATETIME NOT NULL, 
	PRIMARY KEY (id)
);
CREATE TABLE submission (
	id INTEGER NOT NULL, 
	programme VARCHAR NOT NULL, 
	duty VARCHAR NOT NULL, 
	period VARCHAR NOT NULL, 
	unit_id VARCHAR NOT NULL, 
	version INTEGER NOT NULL, 
	kind VARCHAR NOT NULL, 
	state VARCHAR NOT NULL, 
	form VARCHAR NOT NULL, 
	form_version VARCHAR NOT NULL, 
	figures JSON NOT NULL, 
	note VARCHAR NOT NULL, 
	document_number VARCHAR NOT NULL, 
	document_on DATE, 
	is_provisional BOOLEAN NOT NULL, 
	receipt VARCHAR NOT NULL, 
	token VARCHAR, 
	filed_via VARCHAR NOT NULL, 
	filed_by VARCHAR NOT NULL, 
	filed_at DATETIME NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(unit_id) REFERENCES unit (id), 
	UNIQUE (token)
);
INSERT INTO "submission" VALUES(3667,'05-ctrph-cat-mttq','S000-02','2026','police/2025-07/82',1,'document','filed','','','{}','Kết quả tổ chức năm 2026 (số liệu demo, hư cấu).','5/BC-DEMO','2026-11-18',0,'TN-2026-003667-X9',NULL,'demo','police/2025-07/82','2026-11-18 07:14:00.000000');
INSERT INTO "submission" VALUES(3683,'05-ctrph-cat-mttq','DX-2025-01','2025-05-20','police/2025-06/30004',1,'figures','accepted','phong-trao-rut-gon','1','{"A02": true, "B01": 9, "B02": 655, "B03": 12, "B07": 1433, "C02": 9, "C03": 1, "D01.tu_so": 5, "D01.mau_so": 6, "E03": 10, "E04": 8, "G01": 22.25}','Báo cáo từ ngày 15/12/2024 đến ngày 14/5/2025 (số liệu demo, hư cấu).','118/BC-DEMO','2025-05-09',0,'TN-2025-003683-X0',NULL,'demo','police/2025-06/30004','2025-05-09 01:16:00.000000');
INSERT INTO "submission" VALUES(3691,'05-ctrph-cat-mttq','DX-2025-01','2025-05-20','police/2025-06/30025',1,'figures','accepted','phong-trao-rut-gon','1','{"A02": true, "B01": 5, "B02": 441, "B03": 19, "B07": 728, "C02": 9, "C03": 1, "D01.tu_so": 3, "D01.mau_so": 4, "E03": 12, "E04": 10, "G01": 8.5}','Báo cáo từ ngày 15/12/2024 đến ngày 14/5/2025 (số liệu demo, hư cấu).','13/BC-DEMO','2025-05-09',0,'TN-2025-003691-X8',NULL,'demo','police/2025-06/30025','2025-05-09 08:18:00.000000');
INSERT INTO "submission" VALUES(3697,'05-ctrph-cat-mttq','DX-2025-01','2025-05-20','police/2025-06/30028',1,'figures','accepted','phong-trao-rut-gon','1','{"A02": true, "B01": 8, "B02": 650, "B03": 19, "B07": 1280, "C02": 9, "C03": 1, "D01.tu_so": 3, "D01.mau_so": 4, "E03": 10, "E04": 10, "G01": 31.5}','Báo cáo từ ngày 15/12/2024 đến ngày 14/5/2025 (số liệu demo, hư cấu).','19/BC-DEMO','2025-05-12',0,'TN-2025-003697-Y4',NULL,'demo','police/2025-06/30028','2025-05-12 03:18:00.000000');
INSERT INTO "submission" VALUES(3713,'05-ctrph-cat-mttq','DX-2025-01','2025-05-20','police/2025-06/30079',1,'figures','accepted','phong-trao-rut-gon','1','{"A02": true, "B01": 7, "B02": 482, "B03": 6, "B07": 462, "C02": 11, "C03": 1, "D01.tu_so": 4, "D01.mau_so": 4, "E03": 16, "E04": 13, "G01": 6}','Báo cáo từ ngày 15/12/2024 đến ngày 14/5/2025 (số liệu demo, hư cấu).','33/BC-DEMO','2025-05-13',0,'TN-2025-003713-B1',NULL,'demo','police/2025-06/30079','2025-05-13 07:57:00.000000');
INSERT INTO "submission" VALUES(3714,'05-ctrph-cat-mttq','DX-2025-01','2025-05-20','police/2025-06/29944',1,'figures','superseded','phong-trao-rut-gon','1','{"A02": true, "B01": 7, "B02": 530, "B03": 11, "B07": 1515, "C02": 9, "C03": 1, "D01.tu_so": 6, "D01.mau_so": 8, "E03": 14, "E04": 11, "G01": 47}','Báo cáo từ ngày 15/12/2024 đến ngày 14/5/2025 (số liệu demo, hư cấu).','97/BC-DEMO','2025-05-13',0,'TN-2025-003714-B2',NULL,'demo','police/2025-06/29944','2025-05-13 09:42:00.000000');
INSERT INTO "submission" VALUES(3733,'05-ctrph-cat-mttq','DX-2025-01','2025-05-20','police/2025-06/30043',1,'figures','accepted','phong-trao-rut-gon','1','{"A02": true, "B01": 6, "B02": 423, "B03": 17, "B07": 200, "C02": 12, "C03": 1, "D01.tu_so": 3, "D01.mau_so": 4, "E04": 13, "G01": 45}','Báo cáo từ ngày 15/12/2024 đến ngày 14/5/2025 (số liệu demo, hư cấu).','33/BC-DEMO','2025-05-15',0,'TN-2025-003733-D1',NULL,'demo','police/2025-06/30043','2025-05-15 04:00:00.000000');
INSERT INTO "submission" VALUES(3741,'05-ctrph-cat-mttq','DX-2025-01','2025-05-20','police/2025-06/30139',1,'figures','accepted','phong-trao-rut-gon','1','{"A02": true, "B01": 10, "B02": 804, "B03": 24, "B07": 1153, "C02": 28, "C03": 3, "D01.tu_so": 9, "D01.mau_so": 12, "E03": 13, "E04": 11, "G01": 72.5}','Báo cáo từ ngày 15/12/2024 đến ngày 14/5/2025 (số liệu demo, hư cấu).','20/BC-DEMO','2025-05-15',0,'TN-2025-003741-D9',NULL,'demo','police/2025-06/30139','2025-05-15 08:39:00.000000');
INSERT INTO "submission" VALUES(3751,'05-ctrph-cat-mttq','DX-2025-01','2025-05-20','police/2025-06/30082',1,'figures','accepted','phong-trao-rut-gon','1','{"A02": true, "B01": 13, "B02": 978, "B03": 32, "B07": 1242, "C02": 6, "C03": 2, "D01.tu_so": 8, "D01.mau_so": 8, "E03": 16, "E04": 16, "G01": 85}','Báo cáo từ ngày 15/12/2024 đến ngày 14/5/2025 (số liệu demo, hư cấu).','166/BC-DEMO','2025-05-16',0,'TN-2025-003751-E9',NULL,'demo','police/2025-06/30082','2025-05-16 01:51:00.000000');
INSERT INTO "submission" VALUES(3753,'05-ctrph-cat-mttq','DX-2025-01','2025-05-20','police/2025-06/30208',1,'figures','accepted','phong-trao-rut-gon','1','{"A02": true, "B01": 10, "B02": 753, "B03": 15, "B07": 1659, "C02": 9, "C03": 1, "D01.tu_so": 8, "D01.mau_so": 8, "E03": 12, "E04": 9, "G01": 20.5}','Báo cáo từ ngày 15/12/2024 đến ngày 14/5/2025 (số liệu demo, hư cấu).','32/BC-DEMO','2025-05-16',0,'TN-2025-003753-G1',NULL,'demo','police/2025-06/30208','2025-05-16 02:29:00.000000');
INSERT INTO "submission" VALUES(3757,'05-ctrph-cat-mttq','DX-2025-01','2025-05-20','police/2025-06/29944',2,'figures','accepted','phong-trao-rut-gon','1','{"A02": true, "B01": 7, "B02": 535, "B03": 11, "B07": 1515, "C02": 9, "C03": 1, "D01.tu_so": 6, "D01.mau_so": 8, "E03": 14, "E04": 11, "G01": 47}','Báo cáo từ ngày 15/12/2024 đến ngày 14/5/2025 (số liệu demo, hư cấu).','154/BC-DEMO','2025-05-16',0,'TN-2025-003757-G5',NULL,'demo','police/2025-06/29944','2025-05-16 04:02:00.000000');
INSERT INTO "submission" VALUES(3765,'05-ctrph-cat-mttq','DX-2025-01','2025-05-20','police/2025-06/30022',1,'figures','accepted','phong-trao-rut-gon','1','{"B01": 7, "B02": 481, "B03": 29, "B07": 1219, "C02": 6, "C03": 2, "D01.tu_so": 8, "D01.mau_so": 9, "E03": 12, "E04": 10, "G01": 26, "G03": "L\u1ef1c l\u01b0\u1ee3ng n\u00f2ng c\u1ed1t \u1edf \u1ea5p, kh\u00f3m thay \u0111\u1ed5i, \u0111\u1ec1 ngh\u1ecb t\u1eadp hu\u1ea5n l\u1ea1i."}','Báo cáo từ ngày 15/12/2024 đến ngày 14/5/2025 (số liệu demo, hư cấu).','5/BC-DEMO','2025-05-16',0,'TN-2025-003765-H3',NULL,'demo','police/2025-06/30022','2025-05-16 07:01:00.000000');
INSERT INTO "submission" VALUES(3818,'05-ctrph-cat-mttq','DX-2026-01','2026-06-19','police/2025-07/30028',1,'figures','superseded','phong-trao-rut-gon','1','{"A02": true, "B01": 29, "B02": 2134, "B03": 31, "B07": 1222, "C02": 46, "C03": 6, "D01.tu_so": 17, "D01.mau_so": 20, "E03": 55, "E04": 53, "G01": 152}','Báo cáo từ ngày 01/01/2026 đến ngày 31/5/2026 (số liệu demo, hư cấu).','74/BC-DEMO','2026-06-10',0,'TN-2026-003818-S1',NULL,'demo','police/2025-07/30028','2026-06-10 02:34:00.000000');
INSERT INTO "submission" VALUES(3826,'05-ctrph-cat-mttq','DX-2026-01','2026-06-19','police/2025-07/30043',1,'figures','accepted','phong-trao-rut-gon','1','{"A02": true, "B01": 21, "B02": 1479, "B03": 29, "B07": 1581, "C02": 29, "C03": 4, "D01.tu_so": 18, "D01.mau_so": 18, "E03": 34, "E04": 29, "G01": 65.5}','Báo cáo từ ngày 01/01/2026 đến ngày 31/5/2026 (số liệu demo, hư cấu).','95/BC-DEMO','2026-06-12',0,'TN-2026-003826-S9',NULL,'demo','police/2025-07/30043','2026-06-12 02:47:00.000000');
INSERT INTO "submission" VALUES(3828,'05-ctrph-cat-mttq','DX-2026-01','2026-06-19','police/2025-07/30028',2,'figures','accepted','phong-trao-rut-gon','1','{"A02": true, "B01": 29, "B02": 2139, "B03": 31, "B07": 1222, "C02": 46, "C03": 6, "D01.tu_so": 17, "D01.mau_so": 20, "E03": 55, "E04": 53, "G01": 152}','Báo cáo từ ngày 01/01/2026 đến ngày 31/5/2026 (số liệu demo, hư cấu).','91/BC-DEMO','2026-06-12',0,'TN-2026-003828-T1',NULL,'demo','police/2025-07/30028','2026-06-12 07:11:00.000000');
INSERT INTO "submission" VALUES(3851,'05-ctrph-cat-mttq','DX-2026-01','2026-06-19','police/2025-07/30025',1,'figures','accepted','phong-trao-rut-gon','1','{"A02": true, "B01": 20, "B02": 1573, "B03": 19, "B07": 1073, "C02": 37, "C03": 0, "D01.tu_so": 20, "D01.mau_so": 20, "E03": 100, "E04": 91, "G01": 204}','Báo cáo từ ngày 01/01/2026 đến ngày 31/5/2026 (số liệu demo, hư cấu).','11/BC-DEMO','2026-06-18',0,'TN-2026-003851-V4',NULL,'demo','police/2025-07/30025','2026-06-18 08:08:00.000000');
CREATE TABLE "succession" (
	id INTEGER NOT NULL, 
	from_id VARCHAR NOT NULL, 
	to_id VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	is_default BOOLEAN NOT NULL, 
	takes_over_on DATE NOT NULL, 
	basis VARCHAR NOT NULL, 
	confirmed_by VARCHAR NOT NULL, 
	share FLOAT, 
	change_id INTEGER, 
	PRIMARY KEY (id), 
	CONSTRAINT fk_succession_change FOREIGN KEY(change_id) REFERENCES unit_change (id), 
	FOREIGN KEY(to_id) REFERENCES unit (id), 
	FOREIGN KEY(from_id) REFERENCES unit (id)
);
INSERT INTO "succession" VALUES(1,'vn/2025-06/82','vn/2025-07/82','full',1,'2025-07-01','Nghị quyết số 202/2025/QH15','',NULL,NULL);
INSERT INTO "succession" VALUES(2,'police/2025-06/82','police/2025-07/82','full',1,'2025-07-01','Nghị quyết số 202/2025/QH15','',NULL,NULL);
INSERT INTO "succession" VALUES(11,'vn/2025-06/87','vn/2025-07/82','full',1,'2025-07-01','Nghị quyết số 202/2025/QH15','',NULL,NULL);
INSERT INTO "succession" VALUES(12,'police/2025-06/87','police/2025-07/82','full',1,'2025-07-01','Nghị quyết số 202/2025/QH15','',NULL,NULL);
INSERT INTO "succession" VALUES(2161,'vn/2025-06/30004','vn/2025-07/30025','full',1,'2025-07-01','Nghị quyết số 1663/NQ-UBTVQH15 ngày 16/6/2025','',NULL,NULL);
INSERT INTO "succession" VALUES(2162,'police/2025-06/30004','police/2025-07/30025','full',1,'2025-07-01','Nghị quyết số 1663/NQ-UBTVQH15 ngày 16/6/2025','',NULL,NULL);
INSERT INTO "succession" VALUES(2221,'vn/2025-06/30022','vn/2025-07/30028','full',1,'2025-07-01','Nghị quyết số 1663/NQ-UBTVQH15 ngày 16/6/2025','',NULL,NULL);
INSERT INTO "succession" VALUES(2222,'police/2025-06/30022','police/2025-07/30028','full',1,'2025-07-01','Nghị quyết số 1663/NQ-UBTVQH15 ngày 16/6/2025','',NULL,NULL);
INSERT INTO "succession" VALUES(2231,'vn/2025-06/30025','vn/2025-07/30025','full',1,'2025-07-01','Nghị quyết số 1663/NQ-UBTVQH15 ngày 16/6/2025','',NULL,NULL);
INSERT INTO "succession" VALUES(2232,'police/2025-06/30025','police/2025-07/30025','full',1,'2025-07-01','Nghị quyết số 1663/NQ-UBTVQH15 ngày 16/6/2025','',NULL,NULL);
INSERT INTO "succession" VALUES(2241,'vn/2025-06/30028','vn/2025-07/30028','full',1,'2025-07-01','Nghị quyết số 1663/NQ-UBTVQH15 ngày 16/6/2025','',NULL,NULL);
INSERT INTO "succession" VALUES(2242,'police/2025-06/30028','police/2025-07/30028','full',1,'2025-07-01','Nghị quyết số 1663/NQ-UBTVQH15 ngày 16/6/2025','',NULL,NULL);
INSERT INTO "succession" VALUES(2291,'vn/2025-06/30043','vn/2025-07/30043','full',1,'2025-07-01','Nghị quyết số 1663/NQ-UBTVQH15 ngày 16/6/2025','',NULL,NULL);
INSERT INTO "succession" VALUES(2292,'police/2025-06/30043','police/2025-07/30043','full',1,'2025-07-01','Nghị quyết số 1663/NQ-UBTVQH15 ngày 16/6/2025','',NULL,NULL);
INSERT INTO "succession" VALUES(2411,'vn/2025-06/30079','vn/2025-07/30025','partial',0,'2025-07-01','Nghị quyết số 1663/NQ-UBTVQH15 ngày 16/6/2025','',NULL,NULL);
INSERT INTO "succession" VALUES(2412,'police/2025-06/30079','police/2025-07/30025','partial',0,'2025-07-01','Nghị quyết số 1663/NQ-UBTVQH15 ngày 16/6/2025','',NULL,NULL);
INSERT INTO "succession" VALUES(2431,'vn/2025-06/30082','vn/2025-07/30043','full',1,'2025-07-01','Nghị quyết số 1663/NQ-UBTVQH15 ngày 16/6/2025','',NULL,NULL);
INSERT INTO "succession" VALUES(2432,'police/2025-06/30082','police/2025-07/30043','full',1,'2025-07-01','Nghị quyết số 1663/NQ-UBTVQH15 ngày 16/6/2025','',NULL,NULL);
INSERT INTO "succession" VALUES(2621,'vn/2025-06/30139','vn/2025-07/30028','full',1,'2025-07-01','Nghị quyết số 1663/NQ-UBTVQH15 ngày 16/6/2025','',NULL,NULL);
INSERT INTO "succession" VALUES(2622,'police/2025-06/30139','police/2025-07/30028','full',1,'2025-07-01','Nghị quyết số 1663/NQ-UBTVQH15 ngày 16/6/2025','',NULL,NULL);
CREATE TABLE suppression (
	id INTEGER NOT NULL, 
	channel VARCHAR NOT NULL, 
	address VARCHAR NOT NULL, 
	reason VARCHAR NOT NULL, 
	since DATETIME NOT NULL, 
	until DATE, 
	PRIMARY KEY (id)
);
CREATE TABLE switch (
	"key" VARCHAR NOT NULL, 
	value VARCHAR NOT NULL, 
	"by" VARCHAR NOT NULL, 
	at DATETIME NOT NULL, 
	PRIMARY KEY ("key")
);
CREATE TABLE unit (
	id VARCHAR NOT NULL, 
	tree VARCHAR NOT NULL, 
	level VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	code VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	parent_id VARCHAR, 
	territory_id VARCHAR, 
	valid_from DATE, 
	valid_to DATE, 
	generated BOOLEAN NOT NULL, 
	source VARCHAR NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(parent_id) REFERENCES unit (id), 
	FOREIGN KEY(territory_id) REFERENCES unit (id)
);
INSERT INTO "unit" VALUES('vn/2025-06/82','territory','tinh','tỉnh','82','Tỉnh Tiền Giang',NULL,'vn/2025-06/82',NULL,'2025-06-30',0,'vietnamadminunits 1.0.4 (MIT)');
INSERT INTO "unit" VALUES('vn/2025-06/87','territory','tinh','tỉnh','87','Tỉnh Đồng Tháp',NULL,'vn/2025-06/87',NULL,'2025-06-30',0,'vietnamadminunits 1.0.4 (MIT)');
INSERT INTO "unit" VALUES('vn/2025-07/82','territory','tinh','tỉnh','82','Tỉnh Đồng Tháp',NULL,'vn/2025-07/82','2025-07-01',NULL,0,'vietnamadminunits 1.0.4 (MIT)');
INSERT INTO "unit" VALUES('vn/2025-06/869','territory','huyen','huyện','869','Huyện Tân Hồng','vn/2025-06/87','vn/2025-06/869',NULL,'2025-06-30',0,'vietnamadminunits 1.0.4 (MIT)');
INSERT INTO "unit" VALUES('vn/2025-06/871','territory','huyen','huyện','871','Huyện Tam Nông','vn/2025-06/87','vn/2025-06/871',NULL,'2025-06-30',0,'vietnamadminunits 1.0.4 (MIT)');
INSERT INTO "unit" VALUES('vn/2025-06/872','territory','huyen','huyện','872','Huyện Tháp Mười','vn/2025-06/87','vn/2025-06/872',NULL,'2025-06-30',0,'vietnamadminunits 1.0.4 (MIT)');
INSERT INTO "unit" VALUES('vn/2025-06/873','territory','huyen','huyện','873','Huyện Cao Lãnh','vn/2025-06/87','vn/2025-06/873',NULL,'2025-06-30',0,'vietnamadminunits 1.0.4 (MIT)');
INSERT INTO "unit" VALUES('vn/2025-06/874','territory','huyen','huyện','874','Huyện Thanh Bình','vn/2025-06/87','vn/2025-06/874',NULL,'2025-06-30',0,'vietnamadminunits 1.0.4 (MIT)');
INSERT INTO "unit" VALUES('vn/2025-06/876','territory','huyen','huyện','876','Huyện Lai Vung','vn/2025-06/87','vn/2025-06/876',NULL,'2025-06-30',0,'vietnamadminunits 1.0.4 (MIT)');
INSERT INTO "unit" VALUES('vn/2025-06/29944','territory','xa','xã','29944','Xã Tân Phước','vn/2025-06/869','vn/2025-06/29944',NULL,'2025-06-30',0,'vietnamadminunits 1.0.4 (MIT)');
INSERT INTO "unit" VALUES('vn/2025-06/30004','territory','xa','xã','30004','Xã Hòa Bình','vn/2025-06/871','vn/2025-06/30004',NULL,'2025-06-30',0,'vietnamadminunits 1.0.4 (MIT)');
INSERT INTO "unit" VALUES('vn/2025-06/30022','territory','xa','xã','30022','Xã An Long','vn/2025-06/871','vn/2025-06/30022',NULL,'2025-06-30',0,'vietnamadminunits 1.0.4 (MIT)');
INSERT INTO "unit" VALUES('vn/2025-06/30025','territory','xa','xã','30025','Xã Phú Cường','vn/2025-06/871','vn/2025-06/30025',NULL,'2025-06-30',0,'vietnamadminunits 1.0.4 (MIT)');
INSERT INTO "unit" VALUES('vn/2025-06/30028','territory','xa','xã','30028','Xã Phú Ninh','vn/2025-06/871','vn/2025-06/30028',NULL,'2025-06-30',0,'vietnamadminunits 1.0.4 (MIT)');
INSERT INTO "unit" VALUES('vn/2025-06/30043','territory','xa','xã','30043','Xã Hưng Thạnh','vn/2025-06/872','vn/2025-06/30043',NULL,'2025-06-30',0,'vietnamadminunits 1.0.4 (MIT)');
INSERT INTO "unit" VALUES('vn/2025-06/30079','territory','xa','xã','30079','Xã Gáo Giồng','vn/2025-06/873','vn/2025-06/30079',NULL,'2025-06-30',0,'vietnamadminunits 1.0.4 (MIT)');
INSERT INTO "unit" VALUES('vn/2025-06/30082','territory','xa','xã','30082','Xã Phương Thịnh','vn/2025-06/873','vn/2025-06/30082',NULL,'2025-06-30',0,'vietnamadminunits 1.0.4 (MIT)');
INSERT INTO "unit" VALUES('vn/2025-06/30139','territory','xa','xã','30139','Xã An Phong','vn/2025-06/874','vn/2025-06/30139',NULL,'2025-06-30',0,'vietnamadminunits 1.0.4 (MIT)');
INSERT INTO "unit" VALUES('vn/2025-06/30208','territory','xa','thị trấn','30208','Thị trấn Lai Vung','vn/2025-06/876','vn/2025-06/30208',NULL,'2025-06-30',0,'vietnamadminunits 1.0.4 (MIT)');
INSERT INTO "unit" VALUES('vn/2025-07/30025','territory','xa','xã','30025','Xã Phú Cường','vn/2025-07/82','vn/2025-07/30025','2025-07-01',NULL,0,'vietnamadminunits 1.0.4 (MIT)');
INSERT INTO "unit" VALUES('vn/2025-07/30028','territory','xa','xã','30028','Xã An Long','vn/2025-07/82','vn/2025-07/30028','2025-07-01',NULL,0,'vietnamadminunits 1.0.4 (MIT)');
INSERT INTO "unit" VALUES('vn/2025-07/30043','territory','xa','xã','30043','Xã Phương Thịnh','vn/2025-07/82','vn/2025-07/30043','2025-07-01',NULL,0,'vietnamadminunits 1.0.4 (MIT)');
INSERT INTO "unit" VALUES('police/2025-06/82','police','tinh','Công an tỉnh','82','Công an tỉnh Tiền Giang',NULL,'vn/2025-06/82',NULL,'2025-06-30',1,'sinh theo quy tắc từ bản đồ đơn vị hành chính');
INSERT INTO "unit" VALUES('police/2025-06/87','police','tinh','Công an tỉnh','87','Công an tỉnh Đồng Tháp',NULL,'vn/2025-06/87',NULL,'2025-06-30',1,'sinh theo quy tắc từ bản đồ đơn vị hành chính');
INSERT INTO "unit" VALUES('police/2025-07/82','police','tinh','Công an tỉnh','82','Công an tỉnh Đồng Tháp',NULL,'vn/2025-07/82','2025-07-01',NULL,1,'sinh theo quy tắc từ bản đồ đơn vị hành chính');
INSERT INTO "unit" VALUES('police/2025-06/869','police','huyen','Công an huyện','869','Công an huyện Tân Hồng','police/2025-06/87','vn/2025-06/869',NULL,'2025-02-28',1,'sinh theo quy tắc từ bản đồ đơn vị hành chính');
INSERT INTO "unit" VALUES('police/2025-06/871','police','huyen','Công an huyện','871','Công an huyện Tam Nông','police/2025-06/87','vn/2025-06/871',NULL,'2025-02-28',1,'sinh theo quy tắc từ bản đồ đơn vị hành chính');
INSERT INTO "unit" VALUES('police/2025-06/872','police','huyen','Công an huyện','872','Công an huyện Tháp Mười','police/2025-06/87','vn/2025-06/872',NULL,'2025-02-28',1,'sinh theo quy tắc từ bản đồ đơn vị hành chính');
INSERT INTO "unit" VALUES('police/2025-06/873','police','huyen','Công an huyện','873','Công an huyện Cao Lãnh','police/2025-06/87','vn/2025-06/873',NULL,'2025-02-28',1,'sinh theo quy tắc từ bản đồ đơn vị hành chính');
INSERT INTO "unit" VALUES('police/2025-06/874','police','huyen','Công an huyện','874','Công an huyện Thanh Bình','police/2025-06/87','vn/2025-06/874',NULL,'2025-02-28',1,'sinh theo quy tắc từ bản đồ đơn vị hành chính');
INSERT INTO "unit" VALUES('police/2025-06/876','police','huyen','Công an huyện','876','Công an huyện Lai Vung','police/2025-06/87','vn/2025-06/876',NULL,'2025-02-28',1,'sinh theo quy tắc từ bản đồ đơn vị hành chính');
INSERT INTO "unit" VALUES('police/2025-06/29944','police','xa','Công an xã','29944','Công an xã Tân Phước','police/2025-06/869','vn/2025-06/29944',NULL,'2025-06-30',1,'sinh theo quy tắc từ bản đồ đơn vị hành chính');
INSERT INTO "unit" VALUES('police/2025-06/30004','police','xa','Công an xã','30004','Công an xã Hòa Bình','police/2025-06/871','vn/2025-06/30004',NULL,'2025-06-30',1,'sinh theo quy tắc từ bản đồ đơn vị hành chính');
INSERT INTO "unit" VALUES('police/2025-06/30022','police','xa','Công an xã','30022','Công an xã An Long','police/2025-06/871','vn/2025-06/30022',NULL,'2025-06-30',1,'sinh theo quy tắc từ bản đồ đơn vị hành chính');
INSERT INTO "unit" VALUES('police/2025-06/30025','police','xa','Công an xã','30025','Công an xã Phú Cường','police/2025-06/871','vn/2025-06/30025',NULL,'2025-06-30',1,'sinh theo quy tắc từ bản đồ đơn vị hành chính');
INSERT INTO "unit" VALUES('police/2025-06/30028','police','xa','Công an xã','30028','Công an xã Phú Ninh','police/2025-06/871','vn/2025-06/30028',NULL,'2025-06-30',1,'sinh theo quy tắc từ bản đồ đơn vị hành chính');
INSERT INTO "unit" VALUES('police/2025-06/30043','police','xa','Công an xã','30043','Công an xã Hưng Thạnh','police/2025-06/872','vn/2025-06/30043',NULL,'2025-06-30',1,'sinh theo quy tắc từ bản đồ đơn vị hành chính');
INSERT INTO "unit" VALUES('police/2025-06/30079','police','xa','Công an xã','30079','Công an xã Gáo Giồng','police/2025-06/873','vn/2025-06/30079',NULL,'2025-06-30',1,'sinh theo quy tắc từ bản đồ đơn vị hành chính');
INSERT INTO "unit" VALUES('police/2025-06/30082','police','xa','Công an xã','30082','Công an xã Phương Thịnh','police/2025-06/873','vn/2025-06/30082',NULL,'2025-06-30',1,'sinh theo quy tắc từ bản đồ đơn vị hành chính');
INSERT INTO "unit" VALUES('police/2025-06/30139','police','xa','Công an xã','30139','Công an xã An Phong','police/2025-06/874','vn/2025-06/30139',NULL,'2025-06-30',1,'sinh theo quy tắc từ bản đồ đơn vị hành chính');
INSERT INTO "unit" VALUES('police/2025-06/30208','police','xa','Công an thị trấn','30208','Công an thị trấn Lai Vung','police/2025-06/876','vn/2025-06/30208',NULL,'2025-06-30',1,'sinh theo quy tắc từ bản đồ đơn vị hành chính');
INSERT INTO "unit" VALUES('police/2025-07/30025','police','xa','Công an xã','30025','Công an xã Phú Cường','police/2025-07/82','vn/2025-07/30025','2025-07-01',NULL,1,'sinh theo quy tắc từ bản đồ đơn vị hành chính');
INSERT INTO "unit" VALUES('police/2025-07/30028','police','xa','Công an xã','30028','Công an xã An Long','police/2025-07/82','vn/2025-07/30028','2025-07-01',NULL,1,'sinh theo quy tắc từ bản đồ đơn vị hành chính');
INSERT INTO "unit" VALUES('police/2025-07/30043','police','xa','Công an xã','30043','Công an xã Phương Thịnh','police/2025-07/82','vn/2025-07/30043','2025-07-01',NULL,1,'sinh theo quy tắc từ bản đồ đơn vị hành chính');
CREATE TABLE unit_change (
	id INTEGER NOT NULL, 
	kind VARCHAR NOT NULL, 
	title VARCHAR NOT NULL, 
	effective_on DATE NOT NULL, 
	document VARCHAR NOT NULL, 
	document_on DATE, 
	article VARCHAR NOT NULL, 
	issuer VARCHAR NOT NULL, 
	content VARCHAR NOT NULL, 
	sha256 VARCHAR NOT NULL, 
	state VARCHAR NOT NULL, 
	undo VARCHAR NOT NULL, 
	proposed_by VARCHAR NOT NULL, 
	proposed_at DATETIME NOT NULL, 
	decided_by VARCHAR NOT NULL, 
	decided_at DATETIME, 
	undone_by VARCHAR NOT NULL, 
	undone_at DATETIME, 
	PRIMARY KEY (id)
);
CREATE TABLE unit_past (
	id INTEGER NOT NULL, 
	unit_id VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	code VARCHAR NOT NULL, 
	parent_id VARCHAR, 
	valid_to DATE NOT NULL, 
	change_id INTEGER, 
	PRIMARY KEY (id), 
	FOREIGN KEY(change_id) REFERENCES unit_change (id), 
	FOREIGN KEY(parent_id) REFERENCES unit (id), 
	FOREIGN KEY(unit_id) REFERENCES unit (id)
);
CREATE TABLE waiver (
	id INTEGER NOT NULL, 
	programme VARCHAR NOT NULL, 
	duty VARCHAR NOT NULL, 
	period VARCHAR NOT NULL, 
	unit_id VARCHAR NOT NULL, 
	reason VARCHAR NOT NULL, 
	granted_by VARCHAR NOT NULL, 
	granted_at DATETIME NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(unit_id) REFERENCES unit (id)
);
INSERT INTO "waiver" VALUES(2,'05-ctrph-cat-mttq','S000-16','2024-07','police/2025-06/30208','Đơn vị đang tập trung phòng, chống thiên tai, đề nghị lùi thời gian.','tham-muu','2024-07-29 00:42:00.000000');
INSERT INTO "waiver" VALUES(5,'05-ctrph-cat-mttq','S000-16','2025-01','police/2025-06/29944','Đơn vị đang tập trung phòng, chống thiên tai, đề nghị lùi thời gian.','tham-muu','2025-01-29 08:02:00.000000');
INSERT INTO "waiver" VALUES(6,'05-ctrph-cat-mttq','S000-16','2026-09','police/2025-07/30028','Trùng đợt cao điểm tấn công, trấn áp tội phạm.','tham-muu','2026-09-28 09:00:00.000000');
CREATE TABLE zalo_account (
	id INTEGER NOT NULL, 
	app_id VARCHAR NOT NULL, 
	oa_id VARCHAR NOT NULL, 
	version INTEGER NOT NULL, 
	state VARCHAR NOT NULL, 
	access_sealed VARCHAR NOT NULL, 
	access_expires_at DATETIME, 
	refresh_sealed VARCHAR NOT NULL, 
	refresh_expires_at DATETIME, 
	refreshing_by VARCHAR NOT NULL, 
	refreshing_until DATETIME, 
	pending_state VARCHAR NOT NULL, 
	pending_sealed VARCHAR NOT NULL, 
	connected_by VARCHAR NOT NULL, 
	connected_at DATETIME, 
	changed_at DATETIME, 
	PRIMARY KEY (id)
);
CREATE INDEX ix_audit_at ON audit (at);
CREATE INDEX ix_message_state ON message (state, not_before);
CREATE UNIQUE INDEX ux_message ON message (recipient, channel, slot, resend);
CREATE UNIQUE INDEX ux_period_close ON periodclose (programme, duty, period);
CREATE UNIQUE INDEX ux_request_code ON request (programme, code);
CREATE UNIQUE INDEX ux_ruling ON ruling (programme, duty, period);
CREATE UNIQUE INDEX ux_suppression ON suppression (channel, address);
CREATE INDEX ix_unit_name ON unit (name);
CREATE INDEX ix_unit_parent_id ON unit (parent_id);
CREATE INDEX ix_unit_territory_id ON unit (territory_id);
CREATE INDEX ix_unit_tree ON unit (tree);
CREATE INDEX ix_assignment_unit_id ON assignment (unit_id);
CREATE UNIQUE INDEX ux_assignment ON assignment (programme, duty, unit_id);
CREATE UNIQUE INDEX ux_attempt ON attempt (message_id, number);
CREATE INDEX ix_contact_unit_valid ON contact (unit_id, valid_from);
CREATE INDEX ix_extension_key ON extension (programme, duty, period, unit_id);
CREATE INDEX ix_link_unit_id ON link (unit_id);
CREATE INDEX ix_message_item_key ON messageitem (programme, duty, period, unit_id, stage);
CREATE UNIQUE INDEX ux_message_item ON messageitem (message_id, programme, duty, period, stage);
CREATE INDEX ix_submission_receipt ON submission (receipt);
CREATE INDEX ix_submission_unit ON submission (unit_id);
CREATE UNIQUE INDEX ux_submission_version ON submission (programme, duty, period, unit_id, version);
CREATE UNIQUE INDEX ux_waiver_key ON waiver (programme, duty, period, unit_id);
CREATE INDEX ix_attachment_submission_id ON attachment (submission_id);
CREATE INDEX ix_decision_submission_id ON decision (submission_id);
CREATE INDEX ix_disposition_key ON disposition (programme, duty, unit_id);
CREATE INDEX ix_disposition_unit_id ON disposition (unit_id);
CREATE INDEX ix_unit_past_change_id ON unit_past (change_id);
CREATE INDEX ix_unit_past_unit_id ON unit_past (unit_id);
CREATE INDEX ix_feed_officer ON feed (officer);
CREATE INDEX ix_feed_unit_id ON feed (unit_id);
CREATE INDEX ix_link_revoked_at ON link (revoked_at);
CREATE INDEX ix_succession_from_id ON succession (from_id);
CREATE INDEX ix_succession_to_id ON succession (to_id);
CREATE INDEX ix_succession_change_id ON succession (change_id);
CREATE INDEX ix_alarm_open ON alarm (code, subject, cleared_at);
CREATE UNIQUE INDEX ux_chaser_letter ON chaser_letter (programme, duty, period, superior_id, number, made_on);
CREATE INDEX ix_delivery_receipt_tracking ON delivery_receipt (tracking_id);
CREATE UNIQUE INDEX ux_delivery_receipt ON delivery_receipt (channel, provider_id, tracking_id, event);
CREATE UNIQUE INDEX ux_pulse ON pulse (work, as_of);
CREATE INDEX ix_acknowledgement_at ON acknowledgement (at);
CREATE INDEX ix_acknowledgement_key ON acknowledgement (programme, duty, period, unit_id);
CREATE INDEX ix_acknowledgement_unit ON acknowledgement (unit_id);
CREATE UNIQUE INDEX ux_contact_channel ON contact_channel (contact_id, channel);
CREATE INDEX ix_inbound_mail_received_at ON inbound_mail (received_at);
CREATE INDEX ix_inbound_mail_state ON inbound_mail (state);
CREATE INDEX ix_message_as_of ON message (as_of);
CREATE INDEX ix_message_message_id ON message (message_id) WHERE message_id != '';
COMMIT;
