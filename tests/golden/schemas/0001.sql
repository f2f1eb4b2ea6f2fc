BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0001');
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
INSERT INTO "audit" VALUES(34,'2025-05-26 01:00:00.000000','tham-muu','close_period','05-ctrph-cat-mttq/DX-2025-01/2025-05-20','132/141 đơn vị, sha256 2d9482335e41ed387279bf0862620ab2d973d4858fe12994ff50e18246f2ef80');
INSERT INTO "audit" VALUES(35,'2025-06-06 01:00:00.000000','tham-muu','close_period','05-ctrph-cat-mttq/S000-16/2025-05','131/141 đơn vị, sha256 66deda44ca4e49478fc20d4dd6b7e3ca7cb100bcdeed80e823b50aef7164d685');
INSERT INTO "audit" VALUES(36,'2025-07-07 01:00:00.000000','tham-muu','close_period','05-ctrph-cat-mttq/S000-14/2025-H1','1/1 đơn vị, sha256 b9f853aef9c0acafa5a6bb59d1475644355147bd21c5a5e7f44cb063a6530e8a');
INSERT INTO "audit" VALUES(37,'2025-07-07 01:00:00.000000','tham-muu','close_period','05-ctrph-cat-mttq/S000-15/2025-Q2','0/0 đơn vị, sha256 030ece054884974f7b4f96d854f0519afebe4bbc7876829c7a7c2bca28561b62');
INSERT INTO "audit" VALUES(38,'2025-07-07 01:00:00.000000','tham-muu','close_period','05-ctrph-cat-mttq/S000-16/2025-06','127/141 đơn vị, sha256 0564a3309a2f69266f8f5f058ee190135c8245a1f20f7bfd448cda6087f8ea0b');
INSERT INTO "audit" VALUES(39,'2025-08-07 01:00:00.000000','tham-muu','close_period','05-ctrph-cat-mttq/S000-16/2025-07','43/45 đơn vị, sha256 39d72181378fa081b75ac6d47c6ff4124033584bebb16c861359d9c5b927005d');
INSERT INTO "audit" VALUES(40,'2025-08-26 01:00:00.000000','tham-muu','close_period','05-ctrph-cat-mttq/S000-01/2025','44/46 đơn vị, sha256 4a96830140ccdb93564c84781c5d9a173bc4329f7eb5fef462b3aa47f38cb4a4');
INSERT INTO "audit" VALUES(41,'2025-09-09 01:00:00.000000','tham-muu','close_period','05-ctrph-cat-mttq/S000-16/2025-08','43/45 đơn vị, sha256 7a1309c425b7eb8a8e4d0f0ecb53bb88bf9ae770f3d07965f97a710b8cbcfb47');
INSERT INTO "audit" VALUES(42,'2025-10-07 01:00:00.000000','tham-muu','close_period','05-ctrph-cat-mttq/S000-16/2025-09','43/45 đơn vị, sha256 4d0b9a7ec975123926a33f73014109f20ebf3c109250b77ae42670fda477e7eb');
INSERT INTO "audit" VALUES(43,'2025-11-07 01:00:00.000000','tham-muu','close_period','05-ctrph-cat-mttq/S000-16/2025-10','39/45 đơn vị, sha256 fc8f237f90cb1131d9aa079ed41cc70c060b470501625af123bea54403d22348');
INSERT INTO "audit" VALUES(44,'2025-11-25 01:00:00.000000','tham-muu','close_period','05-ctrph-cat-mttq/S000-02/2025','44/46 đơn vị, sha256 5c1b3160d873459f3e9ce41deba09e2da97779d49ce65d4444c37c177dafc59a');
INSERT INTO "audit" VALUES(45,'2025-12-05 01:00:00.000000','tham-muu','close_period','05-ctrph-cat-mttq/S000-16/2025-11','41/45 đơn vị, sha256 9d637715fae70836e86ad99d88ed733add5fbc11babc83b6681bbef21d0fb849');
INSERT INTO "audit" VALUES(46,'2026-01-09 01:00:00.000000','tham-muu','close_period','05-ctrph-cat-mttq/S000-08/2025','1/1 đơn vị, sha256 8b6ccf88e01e8510eea5574adcdae2bb68481fd4ea0be9977dddbeddbf7d7157');
INSERT INTO "audit" VALUES(47,'2026-01-09 01:00:00.000000','tham-muu','close_period','05-ctrph-cat-mttq/S000-13/2025','1/1 đơn vị, sha256 4d3c6d04f4e0340bebdbda2e0fd245b66be4a1f896d602e68b1e0be1ee0f9685');
INSERT INTO "audit" VALUES(48,'2026-01-09 01:00:00.000000','tham-muu','close_period','05-ctrph-cat-mttq/S000-14/2025-H2','1/1 đơn vị, sha256 f3e5708a23c79031b845c8a42337026c7b22f83be97b796c05b756d18886cdbd');
INSERT INTO "audit" VALUES(49,'2026-01-09 01:00:00.000000','tham-muu','close_period','05-ctrph-cat-mttq/S000-16/2025-12','43/45 đơn vị, sha256 a31e10ec0b5dd06ebc9f172a47fd71fdf6faa491496e0164baf219a3a34e87c3');
INSERT INTO "audit" VALUES(50,'2026-02-06 01:00:00.000000','tham-muu','close_period','05-ctrph-cat-mttq/S000-16/2026-01','44/45 đơn vị, sha256 e9707c2cab9add51fb158f91553a8f348b3b5a4f55ccc06739401584cc06720e');
INSERT INTO "audit" VALUES(51,'2026-03-06 01:00:00.000000','tham-muu','close_period','05-ctrph-cat-mttq/S000-16/2026-02','45/45 đơn vị, sha256 f9f5b99530a89a00a372bdee3710d4286955e1dfb796cc5e7c96f8eaf80123bc');
INSERT INTO "audit" VALUES(52,'2026-04-07 01:00:00.000000','tham-muu','close_period','05-ctrph-cat-mttq/S000-16/2026-03','43/45 đơn vị, sha256 e223e8e34200c33088a8972c08882e42b00102db063f703ab2573bee9b871652');
INSERT INTO "audit" VALUES(53,'2026-05-08 01:00:00.000000','tham-muu','close_period','05-ctrph-cat-mttq/S000-16/2026-04','41/45 đơn vị, sha256 c6da019304681dcec93cb16f1f8d85564d32fea1e6fc47a8ea0a70c0c7da5105');
INSERT INTO "audit" VALUES(54,'2026-06-05 01:00:00.000000','tham-muu','close_period','05-ctrph-cat-mttq/S000-16/2026-05','41/45 đơn vị, sha256 f714c32d80ab40e4627bbe547ee58b7dcd746ce0438785eb232d3cb086251548');
INSERT INTO "audit" VALUES(55,'2026-06-26 01:00:00.000000','tham-muu','close_period','05-ctrph-cat-mttq/DX-2026-01/2026-06-19','43/45 đơn vị, sha256 f25619e2486d192fe9143d0e09cb6aad1107bf99af2826df50a19bd2e514a781');
INSERT INTO "audit" VALUES(56,'2026-07-07 01:00:00.000000','tham-muu','close_period','05-ctrph-cat-mttq/S000-14/2026-H1','1/1 đơn vị, sha256 7a9562dcc1adc27e3ca153afce5eef390055af242487520d42d9192304e5a7cb');
INSERT INTO "audit" VALUES(57,'2026-07-07 01:00:00.000000','tham-muu','close_period','05-ctrph-cat-mttq/S000-16/2026-06','40/45 đơn vị, sha256 77e3c6e4347c3eeab85620eccb0cabb2d33a8a96342dbe9aed614b977b0f18b6');
INSERT INTO "audit" VALUES(58,'2026-08-07 01:00:00.000000','tham-muu','close_period','05-ctrph-cat-mttq/S000-16/2026-07','41/45 đơn vị, sha256 69f1d8da1eb9c78cdc067fec4b578689dcd5c116fe54097c4d925fffeb541d3a');
INSERT INTO "audit" VALUES(59,'2026-08-25 01:00:00.000000','tham-muu','close_period','05-ctrph-cat-mttq/S000-01/2026','45/46 đơn vị, sha256 c5ab4c3ebb62dc2dc6db89ba0cabaa091c5fa4da755bb68ae6d91bca9a1861ea');
INSERT INTO "audit" VALUES(60,'2026-09-09 01:00:00.000000','tham-muu','close_period','05-ctrph-cat-mttq/S000-16/2026-08','44/45 đơn vị, sha256 f05585a80b979ccd9a611251588cc5d0dd9322323caef8eb37b4c1980436f08b');
INSERT INTO "audit" VALUES(61,'2026-10-07 01:00:00.000000','tham-muu','close_period','05-ctrph-cat-mttq/S000-16/2026-09','42/44 đơn vị, sha256 068027cd5f1995fc9ebd9810c173288ebd67c03be742e5338d8538b11d768d39');
INSERT INTO "audit" VALUES(62,'2026-11-06 01:00:00.000000','tham-muu','close_period','05-ctrph-cat-mttq/S000-16/2026-10','43/45 đơn vị, sha256 33284e6b65caa668312172828e11e4945a765c6601fd8409eccac669ec78b6f3');
INSERT INTO "audit" VALUES(63,'2026-11-20 01:00:00.000000','demo','demo_load','home','đến 2026-11-20');
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
	valid_to DATE, 
	PRIMARY KEY (id), 
	FOREIGN KEY(unit_id) REFERENCES unit (id)
);
INSERT INTO "contact" VALUES(43,'police/2025-07/30025','Cán bộ tổng hợp','congan.xa-phu-cuong@demo.example','0900000022','0900000022',0,0,'2025-07-01',NULL);
INSERT INTO "contact" VALUES(44,'police/2025-07/30025','Trưởng Công an','thutruong.congan.xa-phu-cuong@demo.example','','0900000022',0,1,'2025-07-01',NULL);
INSERT INTO "contact" VALUES(45,'police/2025-07/30028','Cán bộ tổng hợp','congan.xa-an-long@demo.example','0900000023','0900000023',0,0,'2025-07-01',NULL);
INSERT INTO "contact" VALUES(46,'police/2025-07/30028','Trưởng Công an','thutruong.congan.xa-an-long@demo.example','','0900000023',0,1,'2025-07-01',NULL);
INSERT INTO "contact" VALUES(51,'police/2025-07/30043','Cán bộ tổng hợp','congan.xa-phuong-thinh@demo.example','','0900000026',0,0,'2025-07-01',NULL);
INSERT INTO "contact" VALUES(52,'police/2025-07/30043','Trưởng Công an','thutruong.congan.xa-phuong-thinh@demo.example','','0900000026',0,1,'2025-07-01',NULL);
INSERT INTO "contact" VALUES(99,'police/2025-07/82','Phòng Tham mưu','congan.tinh-dong-thap@demo.example','0900000050','0900000050',0,0,'2025-07-01',NULL);
INSERT INTO "contact" VALUES(100,'police/2025-07/82','Trưởng Công an','thutruong.congan.tinh-dong-thap@demo.example','','0900000050',0,1,'2025-07-01',NULL);
INSERT INTO "contact" VALUES(173,'police/2025-06/29944','Cán bộ tổng hợp','congan.xa-tan-phuoc@demo.example','0900000087','0900000087',0,0,NULL,'2025-06-30');
INSERT INTO "contact" VALUES(174,'police/2025-06/29944','Trưởng Công an','thutruong.congan.xa-tan-phuoc@demo.example','','0900000087',0,1,NULL,'2025-06-30');
INSERT INTO "contact" VALUES(215,'police/2025-06/30004','Cán bộ tổng hợp','','0900000108','0900000108',0,0,NULL,'2025-06-30');
INSERT INTO "contact" VALUES(216,'police/2025-06/30004','Trưởng Công an','','0900000108','0900000108',0,1,NULL,'2025-06-30');
INSERT INTO "contact" VALUES(227,'police/2025-06/30022','Cán bộ tổng hợp','congan.xa-an-long-30022@demo.example','0900000114','0900000114',0,0,NULL,'2025-06-30');
INSERT INTO "contact" VALUES(228,'police/2025-06/30022','Trưởng Công an','thutruong.congan.xa-an-long-30022@demo.example','','0900000114',0,1,NULL,'2025-06-30');
INSERT INTO "contact" VALUES(229,'police/2025-06/30025','Cán bộ tổng hợp','','0900000115','0900000115',0,0,NULL,'2025-06-30');
INSERT INTO "contact" VALUES(230,'police/2025-06/30025','Trưởng Công an','','0900000115','0900000115',0,1,NULL,'2025-06-30');
INSERT INTO "contact" VALUES(231,'police/2025-06/30028','Cán bộ tổng hợp','','0900000116','0900000116',0,0,NULL,'2025-06-30');
INSERT INTO "contact" VALUES(232,'police/2025-06/30028','Trưởng Công an','','0900000116','0900000116',0,1,NULL,'2025-06-30');
INSERT INTO "contact" VALUES(241,'police/2025-06/30043','Cán bộ tổng hợp','congan.xa-hung-thanh@demo.example','','0900000121',0,0,NULL,'2025-06-30');
INSERT INTO "contact" VALUES(242,'police/2025-06/30043','Trưởng Công an','thutruong.congan.xa-hung-thanh@demo.example','','0900000121',0,1,NULL,'2025-06-30');
INSERT INTO "contact" VALUES(265,'police/2025-06/30079','Cán bộ tổng hợp','congan.xa-gao-giong@demo.example','0900000133','0900000133',0,0,NULL,'2025-06-30');
INSERT INTO "contact" VALUES(266,'police/2025-06/30079','Trưởng Công an','thutruong.congan.xa-gao-giong@demo.example','','0900000133',0,1,NULL,'2025-06-30');
INSERT INTO "contact" VALUES(267,'police/2025-06/30082','Cán bộ tổng hợp','congan.xa-phuong-thinh-30082@demo.example','','0900000134',0,0,NULL,'2025-06-30');
INSERT INTO "contact" VALUES(268,'police/2025-06/30082','Trưởng Công an','thutruong.congan.xa-phuong-thinh-30082@demo.example','','0900000134',0,1,NULL,'2025-06-30');
INSERT INTO "contact" VALUES(305,'police/2025-06/30139','Cán bộ tổng hợp','congan.xa-an-phong@demo.example','0900000153','0900000153',0,0,NULL,'2025-06-30');
INSERT INTO "contact" VALUES(306,'police/2025-06/30139','Trưởng Công an','thutruong.congan.xa-an-phong@demo.example','','0900000153',0,1,NULL,'2025-06-30');
INSERT INTO "contact" VALUES(351,'police/2025-06/30208','Cán bộ tổng hợp','congan.thi-tran-lai-vung@demo.example','','0900000176',0,0,NULL,'2025-06-30');
INSERT INTO "contact" VALUES(352,'police/2025-06/30208','Trưởng Công an','thutruong.congan.thi-tran-lai-vung@demo.example','','0900000176',0,1,NULL,'2025-06-30');
INSERT INTO "contact" VALUES(405,'police/2025-06/869','Đội Tổng hợp','congan.huyen-tan-hong@demo.example','0900000203','0900000203',0,0,NULL,'2025-02-28');
INSERT INTO "contact" VALUES(406,'police/2025-06/869','Trưởng Công an','thutruong.congan.huyen-tan-hong@demo.example','','0900000203',0,1,NULL,'2025-02-28');
INSERT INTO "contact" VALUES(407,'police/2025-06/87','Phòng Tham mưu','congan.tinh-dong-thap-87@demo.example','0900000204','0900000204',0,0,NULL,'2025-06-30');
INSERT INTO "contact" VALUES(408,'police/2025-06/87','Trưởng Công an','thutruong.congan.tinh-dong-thap-87@demo.example','','0900000204',0,1,NULL,'2025-06-30');
INSERT INTO "contact" VALUES(411,'police/2025-06/871','Đội Tổng hợp','congan.huyen-tam-nong@demo.example','0900000206','0900000206',0,0,NULL,'2025-02-28');
INSERT INTO "contact" VALUES(412,'police/2025-06/871','Trưởng Công an','thutruong.congan.huyen-tam-nong@demo.example','','0900000206',0,1,NULL,'2025-02-28');
INSERT INTO "contact" VALUES(413,'police/2025-06/872','Đội Tổng hợp','congan.huyen-thap-muoi@demo.example','0900000207','0900000207',0,0,NULL,'2025-02-28');
INSERT INTO "contact" VALUES(414,'police/2025-06/872','Trưởng Công an','thutruong.congan.huyen-thap-muoi@demo.example','','0900000207',0,1,NULL,'2025-02-28');
INSERT INTO "contact" VALUES(415,'police/2025-06/873','Đội Tổng hợp','congan.huyen-cao-lanh@demo.example','','0900000208',0,0,NULL,'2025-02-28');
INSERT INTO "contact" VALUES(416,'police/2025-06/873','Trưởng Công an','thutruong.congan.huyen-cao-lanh@demo.example','','0900000208',0,1,NULL,'2025-02-28');
INSERT INTO "contact" VALUES(417,'police/2025-06/874','Đội Tổng hợp','congan.huyen-thanh-binh@demo.example','0900000209','0900000209',0,0,NULL,'2025-02-28');
INSERT INTO "contact" VALUES(418,'police/2025-06/874','Trưởng Công an','thutruong.congan.huyen-thanh-binh@demo.example','','0900000209',0,1,NULL,'2025-02-28');
INSERT INTO "contact" VALUES(421,'police/2025-06/876','Đội Tổng hợp','','0900000211','0900000211',0,0,NULL,'2025-02-28');
INSERT INTO "contact" VALUES(422,'police/2025-06/876','Trưởng Công an','','0900000211','0900000211',0,1,NULL,'2025-02-28');
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
INSERT INTO "link" VALUES('c314a87c9f86204846063cab','police/2025-07/30025','file','2026-12-04 01:01:00.000000',NULL,'2026-11-20 01:01:00.000000');
INSERT INTO "link" VALUES('d71648846a4d2779a542be50','police/2025-07/30028','file','2026-12-04 01:01:00.000000',NULL,'2026-11-20 01:01:00.000000');
INSERT INTO "link" VALUES('818ba9764d59ea1f60a9e3a8','police/2025-07/30043','file','2026-12-04 01:01:00.000000',NULL,'2026-11-20 01:01:00.000000');
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
	body_text VARCHAR NOT NULL, 
	body_html VARCHAR NOT NULL, 
	body_short VARCHAR NOT NULL, 
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
	provider_id VARCHAR NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(fallback_of) REFERENCES message (id)
);
INSERT INTO "message" VALUES(11,'police/2025-07/30028','email','2026-11-20',0,'planned','','congan.xa-an-long@demo.example','[Đột xuất] 02 việc cần thực hiện: Kết quả tuyên truyền, vận động và mô hình tự quản về ANTT (demo), từ ngày 01/8/2026 đến ngày 31/10/2026 và 01 việc khác','Kính gửi: Công an xã An Long.

Phòng Tham mưu, Công an tỉnh Đồng Tháp (demo) thông báo 02 việc của đơn vị cần được thực hiện:

CHƯƠNG TRÌNH PHỐI HỢP SỐ 05

1. Theo yêu cầu số DEMO-03/CAT-PTM ngày 20/11/2026, yêu cầu đơn vị gửi kết quả tuyên truyền, vận động và mô hình tự quản về ANTT (demo), từ ngày 01/8/2026 đến ngày 31/10/2026 về Công an tỉnh Đồng Tháp (qua Phòng Tham mưu), chậm nhất hết ngày 02/12/2026 (07 ngày làm việc kể từ ngày 20/11/2026). Đơn vị không phát sinh cũng gửi báo cáo, ghi “không phát sinh”.

2. Theo Chương trình phối hợp số 05/CTrPH-CAT-MTTQ ngày 29/02/2024, họp định kỳ cấp xã đánh giá kết quả, trách nhiệm của từng thành viên (tháng 11/2026) chưa có biên bản được cập nhật. Yêu cầu đơn vị thống nhất thời gian với các cơ quan phối hợp và cập nhật biên bản trong kỳ, chậm nhất hết ngày 30/11/2026. Văn bản không ấn định ngày họp; chỉ nhắc khi kỳ sắp hết (còn 05 ngày làm việc).

Đề nghị mở trang nộp báo cáo của đơn vị tại liên kết dưới đây để xem việc, nộp báo cáo hoặc cập nhật số, ngày văn bản đã gửi:
http://127.0.0.1:8642/n/d71648846a4d2779a542be50.D_XBJPMZBcDi7YRXB9EwYKrXhJdvCNbCfAN0O1bfrOQ

Đầu mối: Đội Tổng hợp, Phòng Tham mưu (demo), máy 0900 000 000.

Đề nghị đơn vị nghiêm túc thực hiện.

Phòng Tham mưu, Công an tỉnh Đồng Tháp (demo)

---
Vì sao đơn vị nhận được tin này:
- Kết quả tuyên truyền, vận động và mô hình tự quản về ANTT (demo), từ ngày 01/8/2026 đến ngày 31/10/2026: được nêu trong văn bản yêu cầu; nấc “thông báo nhiệm vụ”; cơ quan theo dõi: Phòng Tham mưu, Công an Tỉnh và Ban Phong trào, Ủy ban MTTQ Việt Nam Tỉnh Đồng Tháp.
- Họp định kỳ cấp xã đánh giá kết quả, trách nhiệm của từng thành viên (tháng 11/2026): được giao tại IV.2; nấc “nhắc việc”; cơ quan theo dõi: Phòng Tham mưu, Công an Tỉnh và Ban Phong trào, Ủy ban MTTQ Việt Nam Tỉnh Đồng Tháp.
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
<p style="margin:0 0 16px;font-weight:600">Kính gửi: Công an xã An Long.</p>
<p style="margin:0 0 16px">Phòng Tham mưu, Công an tỉnh Đồng Tháp (demo) thông báo 02 việc của đơn vị cần được thực hiện:</p>
<h2 style="margin:20px 0 8px;font-size:15px;line-height:1.4;color:#12456b">Chương trình phối hợp số 05</h2>
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="margin:0 0 12px;border:1px solid #ddd9cf;border-left:4px solid #12456b;border-radius:6px"><tr><td style="padding:12px 16px">
<p style="margin:0 0 6px;font-weight:600;line-height:1.4">1. Kết quả tuyên truyền, vận động và mô hình tự quản về ANTT (demo), từ ngày 01/8/2026 đến ngày 31/10/2026</p>
<p style="margin:0 0 8px;font-size:14px;color:#545e6b">Thông báo nhiệm vụ · Hạn: <strong style="color:#1b2430">chậm nhất hết ngày 02/12/2026 (07 ngày làm việc kể từ ngày 20/11/2026)</strong></p>
<p style="margin:0">Theo yêu cầu số DEMO-03/CAT-PTM ngày 20/11/2026, yêu cầu đơn vị gửi kết quả tuyên truyền, vận động và mô hình tự quản về ANTT (demo), từ ngày 01/8/2026 đến ngày 31/10/2026 về Công an tỉnh Đồng Tháp (qua Phòng Tham mưu), chậm nhất hết ngày 02/12/2026 (07 ngày làm việc kể từ ngày 20/11/2026). Đơn vị không phát sinh cũng gửi báo cáo, ghi “không phát sinh”.</p>
</td></tr></table>
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="margin:0 0 12px;border:1px solid #ddd9cf;border-left:4px solid #12456b;border-radius:6px"><tr><td style="padding:12px 16px">
<p style="margin:0 0 6px;font-weight:600;line-height:1.4">2. Họp định kỳ cấp xã đánh giá kết quả, trách nhiệm của từng thành viên (tháng 11/2026)</p>
<p style="margin:0 0 8px;font-size:14px;color:#545e6b">Nhắc việc · Hạn: <strong style="color:#1b2430">trong tháng 11/2026 (văn bản không ấn định ngày; chậm nhất hết ngày 30/11/2026)</strong></p>
<p style="margin:0">Theo Chương trình phối hợp số 05/CTrPH-CAT-MTTQ ngày 29/02/2024, họp định kỳ cấp xã đánh giá kết quả, trách nhiệm của từng thành viên (tháng 11/2026) chưa có biên bản được cập nhật. Yêu cầu đơn vị thống nhất thời gian với các cơ quan phối hợp và cập nhật biên bản trong kỳ, chậm nhất hết ngày 30/11/2026. Văn bản không ấn định ngày họp; chỉ nhắc khi kỳ sắp hết (còn 05 ngày làm việc).</p>
</td></tr></table>
<table role="presentation" cellpadding="0" cellspacing="0" style="margin:20px 0 8px"><tr><td style="background:#12456b;border-radius:6px"><a href="http://127.0.0.1:8642/n/d71648846a4d2779a542be50.D_XBJPMZBcDi7YRXB9EwYKrXhJdvCNbCfAN0O1bfrOQ" style="display:inline-block;padding:12px 22px;color:#ffffff;text-decoration:none;font-weight:600">Mở trang nộp báo cáo</a></td></tr></table>
<p style="margin:0 0 16px;font-size:13px;color:#545e6b;word-break:break-all">http://127.0.0.1:8642/n/d71648846a4d2779a542be50.D_XBJPMZBcDi7YRXB9EwYKrXhJdvCNbCfAN0O1bfrOQ</p>
<p style="margin:0 0 16px">Đầu mối: Đội Tổng hợp, Phòng Tham mưu (demo), máy 0900 000 000.</p>
<p style="margin:0 0 16px">Đề nghị đơn vị nghiêm túc thực hiện.</p>
<hr style="border:0;border-top:1px solid #ddd9cf;margin:16px 0">
<p style="margin:0 0 4px;font-size:13px;color:#545e6b">Vì sao đơn vị nhận được tin này:</p>
<ul style="margin:0 0 8px;padding-left:18px;font-size:13px;color:#545e6b">
<li>Kết quả tuyên truyền, vận động và mô hình tự quản về ANTT (demo), từ ngày 01/8/2026 đến ngày 31/10/2026: được nêu trong văn bản yêu cầu; nấc “thông báo nhiệm vụ”; cơ quan theo dõi: Phòng Tham mưu, Công an Tỉnh và Ban Phong trào, Ủy ban MTTQ Việt Nam Tỉnh Đồng Tháp.</li>
<li>Họp định kỳ cấp xã đánh giá kết quả, trách nhiệm của từng thành viên (tháng 11/2026): được giao tại IV.2; nấc “nhắc việc”; cơ quan theo dõi: Phòng Tham mưu, Công an Tỉnh và Ban Phong trào, Ủy ban MTTQ Việt Nam Tỉnh Đồng Tháp.</li>
</ul>
<p style="margin:0;font-size:13px;color:#545e6b">Tin tự động, không thay văn bản chính thức; khi đơn vị đã nộp, việc đó không được nhắc nữa. Liên kết chỉ dành cho đơn vị, đề nghị không chuyển tiếp ra ngoài.<br>Bản demo: dữ liệu hư cấu, không gửi ra ngoài máy.</p>
</td></tr></table>
</td></tr></table>
</body>
</html>','Phòng Tham mưu, Công an tỉnh Đồng Tháp (demo): Đề nghị Công an xã An Long gửi kết quả tuyên truyền, vận động và mô hình tự quản về ANTT (demo), từ ngày 01/8/2026 đến ngày 31/10/2026, chậm nhất hết ngày 02/12/2026. Chi tiết trên hệ thống. Còn 01 việc khác trên hệ thống.','<dondoc.04ae7b9a945d3bd8f854d092@demo.example>','d71648846a4d2779a542be50',NULL,'2026-11-20',0,'2026-11-20 01:01:00.000000','2026-11-20 01:01:00.000000','2026-11-23 01:01:00.000000',NULL,NULL,0,NULL,'');
INSERT INTO "message" VALUES(34,'police/2025-07/30025','email','2026-11-20',0,'planned','','congan.xa-phu-cuong@demo.example','[Đột xuất] Kết quả tuyên truyền, vận động và mô hình tự quản về ANTT (demo), từ ngày 01/8/2026 đến ngày 31/10/2026 – chậm nhất hết ngày 02/12/2026','Kính gửi: Công an xã Phú Cường.

CHƯƠNG TRÌNH PHỐI HỢP SỐ 05

Theo yêu cầu số DEMO-03/CAT-PTM ngày 20/11/2026, yêu cầu đơn vị gửi kết quả tuyên truyền, vận động và mô hình tự quản về ANTT (demo), từ ngày 01/8/2026 đến ngày 31/10/2026 về Công an tỉnh Đồng Tháp (qua Phòng Tham mưu), chậm nhất hết ngày 02/12/2026 (07 ngày làm việc kể từ ngày 20/11/2026). Đơn vị không phát sinh cũng gửi báo cáo, ghi “không phát sinh”.

Đề nghị mở trang nộp báo cáo của đơn vị tại liên kết dưới đây để xem việc, nộp báo cáo hoặc cập nhật số, ngày văn bản đã gửi:
http://127.0.0.1:8642/n/c314a87c9f86204846063cab.ZPhzYvabG-tO91eS8JNT88ASTO-v-yUGf_mltZKjfTY

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
<p style="margin:0 0 16px;font-weight:600">Kính gửi: Công an xã Phú Cường.</p>
<h2 style="margin:20px 0 8px;font-size:15px;line-height:1.4;color:#12456b">Chương trình phối hợp số 05</h2>
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="margin:0 0 12px;border:1px solid #ddd9cf;border-left:4px solid #12456b;border-radius:6px"><tr><td style="padding:12px 16px">
<p style="margin:0 0 6px;font-weight:600;line-height:1.4">Kết quả tuyên truyền, vận động và mô hình tự quản về ANTT (demo), từ ngày 01/8/2026 đến ngày 31/10/2026</p>
<p style="margin:0 0 8px;font-size:14px;color:#545e6b">Thông báo nhiệm vụ · Hạn: <strong style="color:#1b2430">chậm nhất hết ngày 02/12/2026 (07 ngày làm việc kể từ ngày 20/11/2026)</strong></p>
<p style="margin:0">Theo yêu cầu số DEMO-03/CAT-PTM ngày 20/11/2026, yêu cầu đơn vị gửi kết quả tuyên truyền, vận động và mô hình tự quản về ANTT (demo), từ ngày 01/8/2026 đến ngày 31/10/2026 về Công an tỉnh Đồng Tháp (qua Phòng Tham mưu), chậm nhất hết ngày 02/12/2026 (07 ngày làm việc kể từ ngày 20/11/2026). Đơn vị không phát sinh cũng gửi báo cáo, ghi “không phát sinh”.</p>
</td></tr></table>
<table role="presentation" cellpadding="0" cellspacing="0" style="margin:20px 0 8px"><tr><td style="background:#12456b;border-radius:6px"><a href="http://127.0.0.1:8642/n/c314a87c9f86204846063cab.ZPhzYvabG-tO91eS8JNT88ASTO-v-yUGf_mltZKjfTY" style="display:inline-block;padding:12px 22px;color:#ffffff;text-decoration:none;font-weight:600">Mở trang nộp báo cáo</a></td></tr></table>
<p style="margin:0 0 16px;font-size:13px;color:#545e6b;word-break:break-all">http://127.0.0.1:8642/n/c314a87c9f86204846063cab.ZPhzYvabG-tO91eS8JNT88ASTO-v-yUGf_mltZKjfTY</p>
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
</html>','Phòng Tham mưu, Công an tỉnh Đồng Tháp (demo): Đề nghị Công an xã Phú Cường gửi kết quả tuyên truyền, vận động và mô hình tự quản về ANTT (demo), từ ngày 01/8/2026 đến ngày 31/10/2026, chậm nhất hết ngày 02/12/2026. Chi tiết trên hệ thống.','<dondoc.38b869b86e21515fa5fe7d9b@demo.example>','c314a87c9f86204846063cab',NULL,'2026-11-20',0,'2026-11-20 01:01:00.000000','2026-11-20 01:01:00.000000','2026-11-23 01:01:00.000000',NULL,NULL,0,NULL,'');
INSERT INTO "message" VALUES(36,'police/2025-07/30043','email','2026-11-20',0,'planned','','congan.xa-phuong-thinh@demo.example','[Đột xuất] Kết quả tuyên truyền, vận động và mô hình tự quản về ANTT (demo), từ ngày 01/8/2026 đến ngày 31/10/2026 – chậm nhất hết ngày 02/12/2026','Kính gửi: Công an xã Phương Thịnh.

CHƯƠNG TRÌNH PHỐI HỢP SỐ 05

Theo yêu cầu số DEMO-03/CAT-PTM ngày 20/11/2026, yêu cầu đơn vị gửi kết quả tuyên truyền, vận động và mô hình tự quản về ANTT (demo), từ ngày 01/8/2026 đến ngày 31/10/2026 về Công an tỉnh Đồng Tháp (qua Phòng Tham mưu), chậm nhất hết ngày 02/12/2026 (07 ngày làm việc kể từ ngày 20/11/2026). Đơn vị không phát sinh cũng gửi báo cáo, ghi “không phát sinh”.

Đề nghị mở trang nộp báo cáo của đơn vị tại liên kết dưới đây để xem việc, nộp báo cáo hoặc cập nhật số, ngày văn bản đã gửi:
http://127.0.0.1:8642/n/818ba9764d59ea1f60a9e3a8.vBoY9tlMg7N5GCngAQ9ZFejxKTQh-QCqQoR3vdvaWcU

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
<p style="margin:0 0 16px;font-weight:600">Kính gửi: Công an xã Phương Thịnh.</p>
<h2 style="margin:20px 0 8px;font-size:15px;line-height:1.4;color:#12456b">Chương trình phối hợp số 05</h2>
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="margin:0 0 12px;border:1px solid #ddd9cf;border-left:4px solid #12456b;border-radius:6px"><tr><td style="padding:12px 16px">
<p style="margin:0 0 6px;font-weight:600;line-height:1.4">Kết quả tuyên truyền, vận động và mô hình tự quản về ANTT (demo), từ ngày 01/8/2026 đến ngày 31/10/2026</p>
<p style="margin:0 0 8px;font-size:14px;color:#545e6b">Thông báo nhiệm vụ · Hạn: <strong style="color:#1b2430">chậm nhất hết ngày 02/12/2026 (07 ngày làm việc kể từ ngày 20/11/2026)</strong></p>
<p style="margin:0">Theo yêu cầu số DEMO-03/CAT-PTM ngày 20/11/2026, yêu cầu đơn vị gửi kết quả tuyên truyền, vận động và mô hình tự quản về ANTT (demo), từ ngày 01/8/2026 đến ngày 31/10/2026 về Công an tỉnh Đồng Tháp (qua Phòng Tham mưu), chậm nhất hết ngày 02/12/2026 (07 ngày làm việc kể từ ngày 20/11/2026). Đơn vị không phát sinh cũng gửi báo cáo, ghi “không phát sinh”.</p>
</td></tr></table>
<table role="presentation" cellpadding="0" cellspacing="0" style="margin:20px 0 8px"><tr><td style="background:#12456b;border-radius:6px"><a href="http://127.0.0.1:8642/n/818ba9764d59ea1f60a9e3a8.vBoY9tlMg7N5GCngAQ9ZFejxKTQh-QCqQoR3vdvaWcU" style="display:inline-block;padding:12px 22px;color:#ffffff;text-decoration:none;font-weight:600">Mở trang nộp báo cáo</a></td></tr></table>
<p style="margin:0 0 16px;font-size:13px;color:#545e6b;word-break:break-all">http://127.0.0.1:8642/n/818ba9764d59ea1f60a9e3a8.vBoY9tlMg7N5GCngAQ9ZFejxKTQh-QCqQoR3vdvaWcU</p>
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
</html>','Phòng Tham mưu, Công an tỉnh Đồng Tháp (demo): Đề nghị Công an xã Phương Thịnh gửi kết quả tuyên truyền, vận động và mô hình tự quản về ANTT (demo), từ ngày 01/8/2026 đến ngày 31/10/2026, chậm nhất hết ngày 02/12/2026. Chi tiết trên hệ thống.','<dondoc.0cfe015e961bb92b5b966c1a@demo.example>','818ba9764d59ea1f60a9e3a8',NULL,'2026-11-20',0,'2026-11-20 01:01:00.000000','2026-11-20 01:01:00.000000','2026-11-23 01:01:00.000000',NULL,NULL,0,NULL,'');
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
INSERT INTO "messageitem" VALUES(21,11,'05-ctrph-cat-mttq','S000-16','2026-11','police/2025-07/30028','soon');
INSERT INTO "messageitem" VALUES(22,11,'05-ctrph-cat-mttq','DX-2026-02','2026-12-02','police/2025-07/30028','opened');
INSERT INTO "messageitem" VALUES(57,34,'05-ctrph-cat-mttq','DX-2026-02','2026-12-02','police/2025-07/30025','opened');
INSERT INTO "messageitem" VALUES(59,36,'05-ctrph-cat-mttq','DX-2026-02','2026-12-02','police/2025-07/30043','opened');
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
INSERT INTO "officer" VALUES('tham-muu','Cán bộ tham mưu (demo)','Phòng Tham mưu','tham-muu@demo.example','staff',NULL,'$argon2id$v=19$m=65536,t=3,p=4$GYXMRiHofiYo++LyBhfa1g$3h7n0NxnZBBqqJVWeBTIMjhKkfnLb/IX2zxV5tqCHnc',1,0,NULL);
INSERT INTO "officer" VALUES('lanh-dao','Lãnh đạo phòng (demo)','Lãnh đạo Phòng Tham mưu','lanh-dao@demo.example','leader',NULL,'$argon2id$v=19$m=65536,t=3,p=4$3A94nU8BRTvum+hXrPWyTw$8L05FNRBjr5AHffZumZyO7NncrnCWWdW76zoEG5yGgc',1,0,NULL);
INSERT INTO "officer" VALUES('dieu-hanh','Quản trị vận hành (demo)','Bộ phận vận hành hệ thống','dieu-hanh@demo.example','operator',NULL,'$argon2id$v=19$m=65536,t=3,p=4$Ct3kMuTxD/5jH9uUQevamQ$rC3b+1p97vy6Ue07aJq1RGlAon1qvMH04o1WR7QVS5c',1,0,NULL);
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
INSERT INTO "periodclose" VALUES(28,'05-ctrph-cat-mttq','S000-15','2025-Q1','tham-muu','2025-04-08 01:00:00.000000',0,0,'{"as_of":"2025-04-08","closed_at":"2025-04-08T01:00:00+00:00","deadline":{"basis":{"clause":"IV.2","document":"05/CTrPH-CAT-MTTQ","wording":"Huyện 03 tháng 1 lần"},"bound":"within","due_on":"2025-03-31","duty":"S000-15","kind":"meeting","last_valid_on":"2025-03-31","levels":["huyen"],"named_on":null,"period":"2025-Q1","programme":"05-ctrph-cat-mttq","provisional":false,"readings":null,"steps":[{"clause":"IV.2","document":"05/CTrPH-CAT-MTTQ","step":"clause","text":"Mục IV.2, Chương trình phối hợp số 05/CTrPH-CAT-MTTQ ngày 29/02/2024"},{"step":"words","text":"Câu chữ: “Huyện 03 tháng 1 lần”","wording":"Huyện 03 tháng 1 lần"},{"begins_on":"2025-01-01","ordered_on":"2024-02-29","period":"2025-Q1","rule":"03 tháng một lần","span":["2025-01-01","2025-03-31"],"step":"period","text":"Quy tắc: 03 tháng một lần; kỳ: quý I/2025","window":null},{"bound":"within","last_valid_on":"2025-03-31","named_on":null,"operation":"last day of span","step":"reading","text":"Văn bản không ấn định ngày: làm trong kỳ, chậm nhất hết ngày cuối kỳ là thứ Hai, 31/3/2025"},{"source":"Thông báo 6150/TB-BLĐTBXH","status":"official","step":"calendar","text":"Lịch ngày nghỉ năm 2025 (chính thức theo thông báo): Thông báo 6150/TB-BLĐTBXH","version":"83e41b3e","year":2025},{"off_days":[],"step":"roll","target_on":"2025-03-31","text":"thứ Hai, 31/3/2025 là ngày làm việc"},{"due_on":"2025-03-31","policy":null,"set_by":null,"step":"policy","text":"Văn bản không nói về ngày nghỉ: giữ nguyên hạn, hết ngày 31/3/2025"}],"target_on":"2025-03-31","window_from":null,"window_to":null},"duty":"S000-15","expected":0,"form":{"id":"hop-dinh-ky","version":"1"},"missing":[],"period":"2025-Q1","programme":"05-ctrph-cat-mttq","reported":0,"totals":[],"units":[]}','962f1985522473c10195904a3040cdb7a6a522d284f51a8e2d9f4cd51397736e');
INSERT INTO "periodclose" VALUES(34,'05-ctrph-cat-mttq','S000-15','2025-Q2','tham-muu','2025-07-07 01:00:00.000000',0,0,'{"as_of":"2025-07-07","closed_at":"2025-07-07T01:00:00+00:00","deadline":{"basis":{"clause":"IV.2","document":"05/CTrPH-CAT-MTTQ","wording":"Huyện 03 tháng 1 lần"},"bound":"within","due_on":"2025-06-30","duty":"S000-15","kind":"meeting","last_valid_on":"2025-06-30","levels":["huyen"],"named_on":null,"period":"2025-Q2","programme":"05-ctrph-cat-mttq","provisional":false,"readings":null,"steps":[{"clause":"IV.2","document":"05/CTrPH-CAT-MTTQ","step":"clause","text":"Mục IV.2, Chương trình phối hợp số 05/CTrPH-CAT-MTTQ ngày 29/02/2024"},{"step":"words","text":"Câu chữ: “Huyện 03 tháng 1 lần”","wording":"Huyện 03 tháng 1 lần"},{"begins_on":"2025-04-01","ordered_on":"2024-02-29","period":"2025-Q2","rule":"03 tháng một lần","span":["2025-04-01","2025-06-30"],"step":"period","text":"Quy tắc: 03 tháng một lần; kỳ: quý II/2025","window":null},{"bound":"within","last_valid_on":"2025-06-30","named_on":null,"operation":"last day of span","step":"reading","text":"Văn bản không ấn định ngày: làm trong kỳ, chậm nhất hết ngày cuối kỳ là thứ Hai, 30/6/2025"},{"source":"Thông báo 6150/TB-BLĐTBXH","status":"official","step":"calendar","text":"Lịch ngày nghỉ năm 2025 (chính thức theo thông báo): Thông báo 6150/TB-BLĐTBXH","version":"83e41b3e","year":2025},{"off_days":[],"step":"roll","target_on":"2025-06-30","text":"thứ Hai, 30/6/2025 là ngày làm việc"},{"due_on":"2025-06-30","policy":null,"set_by":null,"step":"policy","text":"Văn bản không nói về ngày nghỉ: giữ nguyên hạn, hết ngày 30/6/2025"}],"target_on":"2025-06-30","window_from":null,"window_to":null},"duty":"S000-15","expected":0,"form":{"id":"hop-dinh-ky","version":"1"},"missing":[],"period":"2025-Q2","programme":"05-ctrph-cat-mttq","reported":0,"totals":[],"units":[]}','030ece054884974f7b4f96d854f0519afebe4bbc7876829c7a7c2bca28561b62');
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
	at DATETIME NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "request" VALUES(1,'05-ctrph-cat-mttq','DX-2025-01','Kết quả phong trào toàn dân bảo vệ ANTQ (demo)','2025-05-20','DEMO-01/CAT-PTM','2025-05-06','','báo cáo trước ngày 20/5/2025','before','2025-05-20',NULL,'2024-12-15','2025-05-14','phong-trao-rut-gon','Công an tỉnh Đồng Tháp','Phòng Tham mưu',0,1,'tham-muu','2025-05-06 00:00:00.000000');
INSERT INTO "request" VALUES(2,'05-ctrph-cat-mttq','DX-2026-01','Rà soát mô hình tự quản và công tác tuyên truyền (demo)','2026-06-19','DEMO-02/CAT-PTM','2026-06-05','','báo cáo chậm nhất hết ngày 19/6/2026','by','2026-06-19',NULL,'2026-01-01','2026-05-31','phong-trao-rut-gon','Công an tỉnh Đồng Tháp','Phòng Tham mưu',0,1,'tham-muu','2026-06-05 00:00:00.000000');
INSERT INTO "request" VALUES(3,'05-ctrph-cat-mttq','DX-2026-02','Kết quả tuyên truyền, vận động và mô hình tự quản về ANTT (demo)','2026-12-02','DEMO-03/CAT-PTM','2026-11-20','','báo cáo trong 07 ngày làm việc kể từ ngày yêu cầu','after',NULL,7,'2026-08-01','2026-10-31','phong-trao-rut-gon','Công an tỉnh Đồng Tháp','Phòng Tham mưu',0,1,'tham-muu','2026-11-20 00:00:00.000000');
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
INSERT INTO "submission" VALUES(3683,'05-ctrph-cat-mttq','DX-2025-01','2025-05-20','police/2025-06/30004',1,'figures','accepted','phong-trao-rut-gon','1','{"A02": true, "B01": 9, "B02": 655, "B03": 12, "B07": 1433, "C02": 9, "C03": 1, "D01.tu_so": 5, "D01.mau_so": 6, "E04": 8, "G01": 22.25, "G03": "L\u1ef1c l\u01b0\u1ee3ng n\u00f2ng c\u1ed1t \u1edf \u1ea5p, kh\u00f3m thay \u0111\u1ed5i, \u0111\u1ec1 ngh\u1ecb t\u1eadp hu\u1ea5n l\u1ea1i."}','Báo cáo từ ngày 15/12/2024 đến ngày 14/5/2025 (số liệu demo, hư cấu).','118/BC-DEMO','2025-05-09',0,'TN-2025-003683-X0',NULL,'demo','police/2025-06/30004','2025-05-09 01:16:00.000000');
INSERT INTO "submission" VALUES(3691,'05-ctrph-cat-mttq','DX-2025-01','2025-05-20','police/2025-06/30025',1,'figures','accepted','phong-trao-rut-gon','1','{"A02": true, "B01": 5, "B02": 441, "B03": 19, "B07": 728, "C02": 9, "C03": 1, "D01.tu_so": 3, "D01.mau_so": 4, "E03": 12, "E04": 10, "G01": 8.5, "G03": "L\u1ef1c l\u01b0\u1ee3ng n\u00f2ng c\u1ed1t \u1edf \u1ea5p, kh\u00f3m thay \u0111\u1ed5i, \u0111\u1ec1 ngh\u1ecb t\u1eadp hu\u1ea5n l\u1ea1i."}','Báo cáo từ ngày 15/12/2024 đến ngày 14/5/2025 (số liệu demo, hư cấu).','13/BC-DEMO','2025-05-09',0,'TN-2025-003691-X8',NULL,'demo','police/2025-06/30025','2025-05-09 08:18:00.000000');
INSERT INTO "submission" VALUES(3697,'05-ctrph-cat-mttq','DX-2025-01','2025-05-20','police/2025-06/30028',1,'figures','accepted','phong-trao-rut-gon','1','{"A02": true, "B01": 8, "B02": 650, "B03": 19, "B07": 1280, "C02": 9, "C03": 1, "D01.tu_so": 3, "D01.mau_so": 4, "E03": 10, "E04": 10, "G01": 31.5, "G03": "L\u1ef1c l\u01b0\u1ee3ng n\u00f2ng c\u1ed1t \u1edf \u1ea5p, kh\u00f3m thay \u0111\u1ed5i, \u0111\u1ec1 ngh\u1ecb t\u1eadp hu\u1ea5n l\u1ea1i."}','Báo cáo từ ngày 15/12/2024 đến ngày 14/5/2025 (số liệu demo, hư cấu).','19/BC-DEMO','2025-05-12',0,'TN-2025-003697-Y4',NULL,'demo','police/2025-06/30028','2025-05-12 03:18:00.000000');
INSERT INTO "submission" VALUES(3713,'05-ctrph-cat-mttq','DX-2025-01','2025-05-20','police/2025-06/30079',1,'figures','accepted','phong-trao-rut-gon','1','{"A02": true, "B01": 7, "B02": 482, "B03": 6, "B07": 462, "C02": 11, "C03": 1, "D01.tu_so": 4, "D01.mau_so": 4, "E03": 16, "E04": 13, "G01": 6, "G03": "\u0110\u1ec1 ngh\u1ecb c\u1ea5p th\u00eam t\u00e0i li\u1ec7u tuy\u00ean truy\u1ec1n ph\u00f2ng, ch\u1ed1ng l\u1eeba \u0111\u1ea3o tr\u00ean kh\u00f4ng gian m\u1ea1ng."}','Báo cáo từ ngày 15/12/2024 đến ngày 14/5/2025 (số liệu demo, hư cấu).','33/BC-DEMO','2025-05-13',0,'TN-2025-003713-B1',NULL,'demo','police/2025-06/30079','2025-05-13 07:57:00.000000');
INSERT INTO "submission" VALUES(3714,'05-ctrph-cat-mttq','DX-2025-01','2025-05-20','police/2025-06/29944',1,'figures','superseded','phong-trao-rut-gon','1','{"A02": true, "B01": 7, "B02": 530, "B03": 11, "B07": 1515, "C02": 9, "C03": 1, "D01.tu_so": 6, "D01.mau_so": 8, "E03": 14, "E04": 11, "G01": 47, "G03": "L\u1ef1c l\u01b0\u1ee3ng n\u00f2ng c\u1ed1t \u1edf \u1ea5p, kh\u00f3m thay \u0111\u1ed5i, \u0111\u1ec1 ngh\u1ecb t\u1eadp hu\u1ea5n l\u1ea1i."}','Báo cáo từ ngày 15/12/2024 đến ngày 14/5/2025 (số liệu demo, hư cấu).','97/BC-DEMO','2025-05-13',0,'TN-2025-003714-B2',NULL,'demo','police/2025-06/29944','2025-05-13 09:42:00.000000');
INSERT INTO "submission" VALUES(3733,'05-ctrph-cat-mttq','DX-2025-01','2025-05-20','police/2025-06/30043',1,'figures','accepted','phong-trao-rut-gon','1','{"A02": true, "B01": 6, "B02": 423, "B03": 17, "B07": 200, "C02": 12, "C03": 1, "D01.tu_so": 3, "D01.mau_so": 4, "E04": 13, "G01": 45, "G03": "M\u1ed9t s\u1ed1 m\u00f4 h\u00ecnh ho\u1ea1t \u0111\u1ed9ng ch\u01b0a \u0111\u1ec1u, \u0111ang r\u00e0 so\u00e1t \u0111\u1ec3 c\u1ee7ng c\u1ed1."}','Báo cáo từ ngày 15/12/2024 đến ngày 14/5/2025 (số liệu demo, hư cấu).','33/BC-DEMO','2025-05-15',0,'TN-2025-003733-D1',NULL,'demo','police/2025-06/30043','2025-05-15 04:00:00.000000');
INSERT INTO "submission" VALUES(3741,'05-ctrph-cat-mttq','DX-2025-01','2025-05-20','police/2025-06/30139',1,'figures','accepted','phong-trao-rut-gon','1','{"A02": true, "B01": 10, "B02": 804, "B03": 24, "B07": 1153, "C02": 28, "C03": 3, "D01.tu_so": 9, "D01.mau_so": 12, "E03": 13, "E04": 11, "G01": 72.5, "G03": "M\u1ed9t s\u1ed1 m\u00f4 h\u00ecnh ho\u1ea1t \u0111\u1ed9ng ch\u01b0a \u0111\u1ec1u, \u0111ang r\u00e0 so\u00e1t \u0111\u1ec3 c\u1ee7ng c\u1ed1."}','Báo cáo từ ngày 15/12/2024 đến ngày 14/5/2025 (số liệu demo, hư cấu).','20/BC-DEMO','2025-05-15',0,'TN-2025-003741-D9',NULL,'demo','police/2025-06/30139','2025-05-15 08:39:00.000000');
INSERT INTO "submission" VALUES(3751,'05-ctrph-cat-mttq','DX-2025-01','2025-05-20','police/2025-06/30082',1,'figures','accepted','phong-trao-rut-gon','1','{"A02": true, "B01": 13, "B02": 978, "B03": 32, "B07": 1242, "C02": 6, "C03": 2, "D01.tu_so": 8, "D01.mau_so": 8, "E03": 16, "E04": 16, "G01": 85, "G03": "L\u1ef1c l\u01b0\u1ee3ng n\u00f2ng c\u1ed1t \u1edf \u1ea5p, kh\u00f3m thay \u0111\u1ed5i, \u0111\u1ec1 ngh\u1ecb t\u1eadp hu\u1ea5n l\u1ea1i."}','Báo cáo từ ngày 15/12/2024 đến ngày 14/5/2025 (số liệu demo, hư cấu).','166/BC-DEMO','2025-05-16',0,'TN-2025-003751-E9',NULL,'demo','police/2025-06/30082','2025-05-16 01:51:00.000000');
INSERT INTO "submission" VALUES(3753,'05-ctrph-cat-mttq','DX-2025-01','2025-05-20','police/2025-06/30208',1,'figures','accepted','phong-trao-rut-gon','1','{"A02": true, "B01": 10, "B02": 753, "B03": 15, "B07": 1659, "C02": 9, "C03": 1, "E03": 12, "E04": 9, "G01": 20.5, "G03": "L\u1ef1c l\u01b0\u1ee3ng n\u00f2ng c\u1ed1t \u1edf \u1ea5p, kh\u00f3m thay \u0111\u1ed5i, \u0111\u1ec1 ngh\u1ecb t\u1eadp hu\u1ea5n l\u1ea1i."}','Báo cáo từ ngày 15/12/2024 đến ngày 14/5/2025 (số liệu demo, hư cấu).','32/BC-DEMO','2025-05-16',0,'TN-2025-003753-G1',NULL,'demo','police/2025-06/30208','2025-05-16 02:29:00.000000');
INSERT INTO "submission" VALUES(3757,'05-ctrph-cat-mttq','DX-2025-01','2025-05-20','police/2025-06/29944',2,'figures','accepted','phong-trao-rut-gon','1','{"A02": true, "B01": 7, "B02": 535, "B03": 11, "B07": 1515, "C02": 9, "C03": 1, "D01.tu_so": 6, "D01.mau_so": 8, "E03": 14, "E04": 11, "G01": 47, "G03": "L\u1ef1c l\u01b0\u1ee3ng n\u00f2ng c\u1ed1t \u1edf \u1ea5p, kh\u00f3m thay \u0111\u1ed5i, \u0111\u1ec1 ngh\u1ecb t\u1eadp hu\u1ea5n l\u1ea1i."}','Báo cáo từ ngày 15/12/2024 đến ngày 14/5/2025 (số liệu demo, hư cấu).','154/BC-DEMO','2025-05-16',0,'TN-2025-003757-G5',NULL,'demo','police/2025-06/29944','2025-05-16 04:02:00.000000');
INSERT INTO "submission" VALUES(3765,'05-ctrph-cat-mttq','DX-2025-01','2025-05-20','police/2025-06/30022',1,'figures','accepted','phong-trao-rut-gon','1','{"A02": true, "B02": 481, "B03": 29, "B07": 1219, "C02": 6, "C03": 2, "D01.tu_so": 8, "D01.mau_so": 9, "E03": 12, "E04": 10, "G01": 26, "G03": "Kinh ph\u00ed cho m\u00f4 h\u00ecnh camera an ninh c\u00f2n h\u1ea1n ch\u1ebf."}','Báo cáo từ ngày 15/12/2024 đến ngày 14/5/2025 (số liệu demo, hư cấu).','5/BC-DEMO','2025-05-16',0,'TN-2025-003765-H3',NULL,'demo','police/2025-06/30022','2025-05-16 07:01:00.000000');
INSERT INTO "submission" VALUES(3818,'05-ctrph-cat-mttq','DX-2026-01','2026-06-19','police/2025-07/30028',1,'figures','superseded','phong-trao-rut-gon','1','{"A02": true, "B01": 29, "B02": 2134, "B03": 31, "B07": 1222, "C02": 46, "C03": 6, "D01.tu_so": 17, "D01.mau_so": 20, "E03": 55, "E04": 53, "G01": 152, "G03": "L\u1ef1c l\u01b0\u1ee3ng n\u00f2ng c\u1ed1t \u1edf \u1ea5p, kh\u00f3m thay \u0111\u1ed5i, \u0111\u1ec1 ngh\u1ecb t\u1eadp hu\u1ea5n l\u1ea1i."}','Báo cáo từ ngày 01/01/2026 đến ngày 31/5/2026 (số liệu demo, hư cấu).','74/BC-DEMO','2026-06-10',0,'TN-2026-003818-S1',NULL,'demo','police/2025-07/30028','2026-06-10 02:34:00.000000');
INSERT INTO "submission" VALUES(3826,'05-ctrph-cat-mttq','DX-2026-01','2026-06-19','police/2025-07/30043',1,'figures','accepted','phong-trao-rut-gon','1','{"A02": true, "B01": 21, "B02": 1479, "B03": 29, "B07": 1581, "C02": 29, "C03": 4, "D01.tu_so": 18, "D01.mau_so": 18, "E03": 34, "E04": 29, "G01": 65.5, "G03": "\u0110\u1ec1 ngh\u1ecb c\u1ea5p th\u00eam t\u00e0i li\u1ec7u tuy\u00ean truy\u1ec1n ph\u00f2ng, ch\u1ed1ng l\u1eeba \u0111\u1ea3o tr\u00ean kh\u00f4ng gian m\u1ea1ng."}','Báo cáo từ ngày 01/01/2026 đến ngày 31/5/2026 (số liệu demo, hư cấu).','95/BC-DEMO','2026-06-12',0,'TN-2026-003826-S9',NULL,'demo','police/2025-07/30043','2026-06-12 02:47:00.000000');
INSERT INTO "submission" VALUES(3828,'05-ctrph-cat-mttq','DX-2026-01','2026-06-19','police/2025-07/30028',2,'figures','accepted','phong-trao-rut-gon','1','{"A02": true, "B01": 29, "B02": 2139, "B03": 31, "B07": 1222, "C02": 46, "C03": 6, "D01.tu_so": 17, "D01.mau_so": 20, "E03": 55, "E04": 53, "G01": 152, "G03": "L\u1ef1c l\u01b0\u1ee3ng n\u00f2ng c\u1ed1t \u1edf \u1ea5p, kh\u00f3m thay \u0111\u1ed5i, \u0111\u1ec1 ngh\u1ecb t\u1eadp hu\u1ea5n l\u1ea1i."}','Báo cáo từ ngày 01/01/2026 đến ngày 31/5/2026 (số liệu demo, hư cấu).','91/BC-DEMO','2026-06-12',0,'TN-2026-003828-T1',NULL,'demo','police/2025-07/30028','2026-06-12 07:11:00.000000');
INSERT INTO "submission" VALUES(3851,'05-ctrph-cat-mttq','DX-2026-01','2026-06-19','police/2025-07/30025',1,'figures','accepted','phong-trao-rut-gon','1','{"A02": true, "B01": 20, "B02": 1573, "B03": 19, "B07": 1073, "C02": 37, "C03": 0, "D01.tu_so": 20, "D01.mau_so": 20, "E03": 100, "E04": 91, "G01": 204, "G03": "L\u1ef1c l\u01b0\u1ee3ng n\u00f2ng c\u1ed1t \u1edf \u1ea5p, kh\u00f3m thay \u0111\u1ed5i, \u0111\u1ec1 ngh\u1ecb t\u1eadp hu\u1ea5n l\u1ea1i."}','Báo cáo từ ngày 01/01/2026 đến ngày 31/5/2026 (số liệu demo, hư cấu).','11/BC-DEMO','2026-06-18',0,'TN-2026-003851-V4',NULL,'demo','police/2025-07/30025','2026-06-18 08:08:00.000000');
CREATE TABLE succession (
	id INTEGER NOT NULL, 
	from_id VARCHAR NOT NULL, 
	to_id VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	is_default BOOLEAN NOT NULL, 
	takes_over_on DATE NOT NULL, 
	basis VARCHAR NOT NULL, 
	confirmed_by VARCHAR NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(from_id) REFERENCES unit (id), 
	FOREIGN KEY(to_id) REFERENCES unit (id)
);
INSERT INTO "succession" VALUES(1,'vn/2025-06/82','vn/2025-07/82','full',1,'2025-07-01','Nghị quyết số 202/2025/QH15','');
INSERT INTO "succession" VALUES(2,'police/2025-06/82','police/2025-07/82','full',1,'2025-07-01','Nghị quyết số 202/2025/QH15','');
INSERT INTO "succession" VALUES(11,'vn/2025-06/87','vn/2025-07/82','full',1,'2025-07-01','Nghị quyết số 202/2025/QH15','');
INSERT INTO "succession" VALUES(12,'police/2025-06/87','police/2025-07/82','full',1,'2025-07-01','Nghị quyết số 202/2025/QH15','');
INSERT INTO "succession" VALUES(2161,'vn/2025-06/30004','vn/2025-07/30025','full',1,'2025-07-01','Nghị quyết số 1663/NQ-UBTVQH15 ngày 16/6/2025','');
INSERT INTO "succession" VALUES(2162,'police/2025-06/30004','police/2025-07/30025','full',1,'2025-07-01','Nghị quyết số 1663/NQ-UBTVQH15 ngày 16/6/2025','');
INSERT INTO "succession" VALUES(2221,'vn/2025-06/30022','vn/2025-07/30028','full',1,'2025-07-01','Nghị quyết số 1663/NQ-UBTVQH15 ngày 16/6/2025','');
INSERT INTO "succession" VALUES(2222,'police/2025-06/30022','police/2025-07/30028','full',1,'2025-07-01','Nghị quyết số 1663/NQ-UBTVQH15 ngày 16/6/2025','');
INSERT INTO "succession" VALUES(2231,'vn/2025-06/30025','vn/2025-07/30025','full',1,'2025-07-01','Nghị quyết số 1663/NQ-UBTVQH15 ngày 16/6/2025','');
INSERT INTO "succession" VALUES(2232,'police/2025-06/30025','police/2025-07/30025','full',1,'2025-07-01','Nghị quyết số 1663/NQ-UBTVQH15 ngày 16/6/2025','');
INSERT INTO "succession" VALUES(2241,'vn/2025-06/30028','vn/2025-07/30028','full',1,'2025-07-01','Nghị quyết số 1663/NQ-UBTVQH15 ngày 16/6/2025','');
INSERT INTO "succession" VALUES(2242,'police/2025-06/30028','police/2025-07/30028','full',1,'2025-07-01','Nghị quyết số 1663/NQ-UBTVQH15 ngày 16/6/2025','');
INSERT INTO "succession" VALUES(2291,'vn/2025-06/30043','vn/2025-07/30043','full',1,'2025-07-01','Nghị quyết số 1663/NQ-UBTVQH15 ngày 16/6/2025','');
INSERT INTO "succession" VALUES(2292,'police/2025-06/30043','police/2025-07/30043','full',1,'2025-07-01','Nghị quyết số 1663/NQ-UBTVQH15 ngày 16/6/2025','');
INSERT INTO "succession" VALUES(2411,'vn/2025-06/30079','vn/2025-07/30025','partial',0,'2025-07-01','Nghị quyết số 1663/NQ-UBTVQH15 ngày 16/6/2025','');
INSERT INTO "succession" VALUES(2412,'police/2025-06/30079','police/2025-07/30025','partial',0,'2025-07-01','Nghị quyết số 1663/NQ-UBTVQH15 ngày 16/6/2025','');
INSERT INTO "succession" VALUES(2431,'vn/2025-06/30082','vn/2025-07/30043','full',1,'2025-07-01','Nghị quyết số 1663/NQ-UBTVQH15 ngày 16/6/2025','');
INSERT INTO "succession" VALUES(2432,'police/2025-06/30082','police/2025-07/30043','full',1,'2025-07-01','Nghị quyết số 1663/NQ-UBTVQH15 ngày 16/6/2025','');
INSERT INTO "succession" VALUES(2621,'vn/2025-06/30139','vn/2025-07/30028','full',1,'2025-07-01','Nghị quyết số 1663/NQ-UBTVQH15 ngày 16/6/2025','');
INSERT INTO "succession" VALUES(2622,'police/2025-06/30139','police/2025-07/30028','full',1,'2025-07-01','Nghị quyết số 1663/NQ-UBTVQH15 ngày 16/6/2025','');
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
CREATE INDEX ix_messageitem_message_id ON messageitem (message_id);
CREATE UNIQUE INDEX ux_message_item ON messageitem (message_id, programme, duty, period, stage);
CREATE INDEX ix_submission_receipt ON submission (receipt);
CREATE INDEX ix_submission_unit ON submission (unit_id);
CREATE UNIQUE INDEX ux_submission_version ON submission (programme, duty, period, unit_id, version);
CREATE INDEX ix_succession_from_id ON succession (from_id);
CREATE INDEX ix_succession_to_id ON succession (to_id);
CREATE UNIQUE INDEX ux_waiver_key ON waiver (programme, duty, period, unit_id);
CREATE INDEX ix_attachment_submission_id ON attachment (submission_id);
CREATE INDEX ix_decision_submission_id ON decision (submission_id);
COMMIT;
