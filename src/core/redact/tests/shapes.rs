//! Files, commands, statements and sentences of many kinds: one line each.

use super::{check, check_kept, filled, value, wrapped::check_hidden_everywhere};
use crate::core::redact::redact;

#[track_caller]
fn hidden(template: &str) {
    let text = filled(template);
    let redacted = redact(&text).text;
    assert!(!redacted.as_str().contains(&value(1)), "{redacted}");
    assert_eq!(redacted.as_str().lines().count(), text.lines().count(), "{redacted}");
    check_hidden_everywhere(&text, &value(1));
}

#[test]
fn files_of_configuration() {
    for template in [
        "requirepass harbour-walrus-12\n",
        "machine h.corp\n  login ci\n  password @1\n",
        "db.shop.svc:5432:shop:app:@1\n",
        "user probe on >@1 ~cache:* +@read\n",
        "rocommunity @1 default\n",
        ": PSK \"@1\"\n",
        "\"app\" \"@1\"\n",
        "<property name=\"a.password\" value=\"@1\"/>\n",
        "<name>db.password</name><value>@1</value>\n",
        "<apiKey><![CDATA[@1]]></apiKey>\n",
        "set $api_key \"@1\";\n",
        "proxy_set_header Authorization \"Basic ^1\";\n",
        "gitlab_rails['smtp_password'] = \"@1\"\n",
        "define( 'DB_PASSWORD', '@1' );\n",
        "tokens {\n  agent = \"@1\"\n}\n",
        "userPassword:: ^1\n",
        "[smtp.h.example]:587 relay:@1\n",
        "chpasswd:\n  list: |\n    root:@1\n",
        "http_port 3128\ncachemgr_passwd @1 all\n",
        "BUNDLE_GEMS__CONTRIBSYS__COM: \"@1:@1\"\n",
        "auths:\n  public_v2:\n    community: @1\n",
        "- name: SIGNING_KEYS\n  value: @2@2 @1@1\n",
        "{\"type\": \"random_password\", \"instances\": [{\"attributes\": {\"length\": 20, \"result\": \"@1\"}}]}\n",
        "<tr><th>Service</th><th>Password</th></tr>\n<tr><td>nexus</td><td>@1</td></tr>\n",
        "ldap_default_authtok = @1\n",
        "discovery.sendtargets.auth.password_in = @1\n",
        "enable_password = \"@1\";\n",
        "primary_conninfo = 'host=pg-0 password=''@1'' application_name=pg-1'\n",
        "datasources: [{name: Loki, secureJsonData: {httpHeaderValue1: \"@1\"}}]\n",
        "api_tokens    = [\"@2@2\", \"@1\"]\n",
        "community_string: otter-@1\nreplicaSetKey: @1\n",
        "MONITOR ups@localhost 1 monuser @1 primary\n",
        "tacacs-server key @1\n",
        "rocommunity @1 10.0.0.0/8\n",
        "env: [{name: DATA_SOURCE_NAME, value: \"exporter:@1@(mysql.shop.svc:3306)/\"}]\n",
        "sentinel auth-pass mymaster otter-@1\n",
        "createUser monitor SHA otter-@1 AES @2\n",
        "# client server secret addresses\nroadwarrior l2tpd otter-@1 *\n",
        "- {name: API_TOKEN_EU, value: @1}\n",
        "- op: replace\n  path: /stringData/greeting\n  value: @1\n",
        "3. Log in as admin\npassword: **@1**\n",
        "vrrp_instance VI_1 {\n  authentication { auth_type PASS; auth_pass @1 }\n}\n",
        "# user:password\nbackup:@2\nmirror:@1\n",
        ": RSA /etc/ipsec.d/private/gw.pem \"@1\"\n",
        "https://dav.h.example/files ops \"@1\"\n",
        "username admin privilege 15 password 0 @1\n",
        "snmp-server community @1 RO\n",
        "snmp-server community @1 RO 10\n",
        " standby 10 authentication md5 key-string @1\n",
        "ntp authentication-key 1 md5 @1 7\n",
        "set service snmp community @1 authorization 'ro'\n",
        "SESSION_KEYS=@1@1,@1@1\n",
        "tokens:\n- \"node,kube:@1@1\"\n",
        "Accessor ID = 1\nSecret ID    = @1@1\n",
        "$password = getenv('DB_PASSWORD') ?: \"@1\";\n",
        "api_tokens = {\n  datadog = \"@1\"\n}\n",
        "admin_passwords = [\n  \"other\",\n  \"@1\",\n]\n",
        "DJANGO_SECRET_KEY=django-insecure-9-q%can(2)d@1#i=20)g\n",
        "<key>UserPassword</key><string>@1</string>\n",
        "admin_key:\n- name: admin\n  key: @1\n  role: admin\n",
        "key_encrypt_salt:\n- @1\n",
        "DB_PASS | @1\n",
        "smtp.pass -> @1\n",
        "[cfg]   db.password ............ @1\n",
        "db.password\\\n    =@1\n",
        "infra: 'prism.h.corp:9440:admin:@1'\n",
        "DigestLoginModule required\n  user_zk=\"@1\";\n",
        "password: {{ .Values.auth.password | default \"@1\" | quote }}\n",
        "? password_of_the_cluster\n: @1\n",
    ] {
        hidden(template);
    }
    check("requirepass walrus12\n", "requirepass REDACTED-password-1\n");
}

#[test]
fn commands() {
    for template in [
        "rabbitmqctl change_password svc @1\n",
        "vault login @1\n",
        "kubectl create secret generic web --from-literal=a=@1\n",
        "echo @1 | passwd --stdin ops\n",
        "echo 'root:@1' | chpasswd\n",
        "sqlplus app/@1@db\n",
        "smbclient //files/share -U 'svc%@1' -c ls\n",
        "7z x a.7z -p@1 -o/tmp\n",
        "ldappasswd -D cn=admin -w @1 -s new uid=bob\n",
        "xfreerdp /u:ops /p:@1 /v:h\n",
        "$ terraform output -raw db_password\n@1\n",
        "kcat -b k:9092 -X sasl.password=@1\n",
        "mysqlsh --uri root:@1@db.shop.svc:33060\n",
        "db2 => connect to SAMPLE user db2inst1 using @1\n",
        "$p = ConvertTo-SecureString '@1' -AsPlainText -Force\n",
        "$ radtest dana @1 127.0.0.1 1812 s\n",
        "$ etcdctl user add app:@1\n",
        "runmqakm -keydb -create -db key.kdb -pw @1 -type cms\n",
        "check_nt -H web -p 12489 -s @1 -v CPU\n",
        "doveadm pw -s SHA512-CRYPT -p @1\n",
        "slappasswd -s '@1'\n",
        "MANAGEMENT: CMD 'password \"Private Key\" \"@1\"'\n",
        "$ cat config/master.key\n@1\n",
        "initial admin, from secrets/initialAdminPassword:\n@1\n",
        "mc alias set nw http://minio:9000 id @1\n",
        "net use Z: \\\\fs\\exports @1 /user:CORP\\backup\n",
        "127.0.0.1:6379> ACL SETUSER worker on >@1 ~jobs:* +@all\n",
        "$ rabbitmqctl eval 'erlang:get_cookie().'\n'@1'\n",
        "net use \\\\fs\\share /user:svc @1 /persistent:no\n",
        "- auth.password=@1,auth.username=app\n",
        "cypher-shell -u neo4j -p @1 'RETURN 1;'\n",
        "rman target sys/@1@orders\n",
        "net ads join -U 'svc%@1'\n",
        "sed -i 's/@@DB_PASS@@/@1/' /etc/app.ini\n",
        "expect \"assword:\"\nsend \"@1\\r\"\n",
        "mysql --password=$'@1' -e 'SELECT 1'\n",
        "$ kubectl get secret web -o json | jq -r '.data | to_entries[] | \"\\(.key) \\(.value|@base64d)\"'\ndb-user @1\n",
    ] {
        hidden(template);
    }
    check_kept("docker run -d -p 5432:5432 postgres:16\nnc -z -p 9000 localhost 22\ninflux -precision rfc3339\n");
    check_kept("--password string   password of the admin user\n");
    check_kept("mysql -h db -P 3306 -u app -p shop\n$ kubectl get secret web -o jsonpath='{.type}'\nOpaque\n");
    check_kept("use `--password-stdin`, not `--password`. Configure it so.\n");
    check_kept("sed -i 's/@@DB_HOST@@/db-1.shop.svc/' /etc/app.ini\nsshd:*:19780:0:99999:7:::\n");
}

#[test]
fn statements_and_sentences() {
    for template in [
        "CREATE USER a IDENTIFIED BY '@1';\n",
        "ALTER ROLE a PASSWORD '@1';\n",
        "INSERT INTO users (name, password) VALUES ('anna', '@1');\n",
        "the password for anna is @1\n",
        "creds: admin / @1\n",
        "pass @1\n",
        "mot de passe : @1\n",
        "Admin password (first login): @1\n",
        "| user | password |\n|------|----------|\n| app  | @1 |\n",
        "user,password,role\nanna,@1,admin\n",
        "  DB_PASSWORD  = \"old\" -> \"@1\"\n",
        "la contraseña de grafana es: @1\n",
        "log in as migrator with password\n  @1 (valid until Friday)\n",
        "grafana -> admin / @1\n",
        "das neue Kennwort für den Datenbankbenutzer lautet @1, gültig ab Montag\n",
        "{\"cookies\":[{\"name\":\"JSESSIONID\",\"value\":\"@1\"}]}\n",
        "the admin password was still the install default @1, now another\n",
        "the admin password was weak, changed it to @1\n",
        "the new admin password is other-9 (user admin), the old one, @1, stops working\n",
        "curl: (22) error: 401: http://admin:x1#@1#@web.shop.svc:3000/login\n",
        "  ~ env:SMTP_PASSWORD: \"old\" => \"@1\"\n",
        "&Container{Command:[redis-server --requirepass @1],Args:[],Image:redis}\n",
        "async create failed: invalid value \"@1\" for password: only printable characters\n",
        "Der API-Schlüssel für den Versand ist @1@1 (gültig bis Mai).\n",
        "3. Clé API Datadog (temporaire) : @1@1\n",
        "- hasło do bazy: @1\n- klucz licencyjny: @1@1\n",
        "二、数据库密码：@1\n",
        "login password=a+b/@1\n",
        "the sudo password on the bastion: @1\n",
        "could not parse amqp://app:p#ss/w?rd[1]@1@rabbit.mq.svc:5672/\n",
        "db.password=[-old-]{+@1+}\n",
        "90,91c90,91\n<         - name: DB_PASSWORD\n<           value: old\n---\n>         - name: DB_PASSWORD\n>           value: @1\n",
        "use the following password to go on:\n\n@1\n\n",
        "Secret \"db\" is invalid: data[password]: Invalid value: \"@1\": illegal base64 data\n",
        "install failed: invalid adminPassword \"@1\": must be 20 characters\n",
        "    tcp-check send AUTH\\ @1\\r\\n\n",
        "GET /cb?state=x&code=@1@1 302\n",
        "Authorization: GenieKey @1@1\n",
    ] {
        hidden(template);
    }
    let letters = ["Ouyrao", "Kcj", "IROWiam", "Qf"].concat();
    let said = |word: &str| format!("The new database password is {word}. It replaces the old one.\n");
    assert_eq!(redact(&said(&letters)).text.as_str(), said("REDACTED-password-1"));
    check_kept("the password is PasswordAuthentication, then GetServiceByID, then HTTPServerError\n");
    check_kept("E0402 couldn't find key password in Secret payments/payments-db\n");
    check_kept("password authentication failed for user \"app\"\nthe token has expired, requesting a new token\n");
    check_kept("login.forgot.password=Forgot your password?\n");
    check_kept("passwd: password updated successfully\n{\"msg\":\"password: none required\"}\n");
}

#[test]
fn dumps_of_languages() {
    for template in [
        "{password,<<\"@1\">>}\n",
        "[\"password\"]=>\n  string(15) \"@1\"\n",
        "Array ( [user] => app [password] => @1 [debug] => 1 )\n",
        "req.SetBasicAuth(\"load\", \"@1\")\n",
        "{Name:ADMIN_PASSWORD Value:@1 ValueFrom:nil}\n",
        "Settings(host='db', password=SecretStr('@1'))\n",
        "$servers->setValue('login','bind_pass','@1');\n",
    ] {
        hidden(template);
    }
    check_kept("String secret = request.getHeader(\"X-Secret\");\npassword = getpass.getpass(\"Password: \")\n");
    check_kept("string password = 2 [(sensitive) = true];\nmessage Login { string password = 2; }\n");
    check_kept(
        "\tvar secret corev1.Secret\n    api_token: str | None = None\nreq.Header.Set(\"Authorization\", \"Bearer \"+token)\n",
    );
    check_kept(
        "const { access_token: accessToken } = await res.json();\nlocalStorage.setItem('accessToken', accessToken);\n",
    );
    check_kept("headers: { Authorization: `Bearer ${token}`, 'x-api-key': process.env.API_KEY! },\n");
    check_kept("input ResetInput { token: String!, newPassword: String! }\nstring password = 2;\n");
}

#[test]
fn texts_inside_texts() {
    for template in [
        "\u{1b}[36mpassword=\u{1b}[0m@1\u{1b}[2m ttl\u{1b}[0m\n",
        "12:00 INFO kind: Secret\n12:00 INFO stringData:\n12:00 INFO   k: @1\n",
        "# - name: DB_PASSWORD\n#   value: @1\n",
        "GET /login?payload=%7B%22password%22%3A%22@1%22%7D&v=3\n",
        "env=\"[{\\\"name\\\":\\\"REDIS_PASSWORD\\\",\\\"value\\\":\\\"@1\\\"}]\"\n",
        "{\"db_password\":{\"sensitive\":true,\"value\":\"@1\"}}\n",
        "{\"pass\\u0077ord\":\"@1\"}\n",
        "? \"db password\"\n: @1\n",
        "<add connectionString=\"Server=db;Password=x7&amp;@1;Encrypt=true\"/>\n",
        "render: <pre>{&quot;user&quot;:&quot;app&quot;,&quot;password&quot;:&quot;otter-@1&quot;}</pre>\n",
        "[INFO] [main] {\"kind\":\"Secret\",\"stringData\":{\"k\":\"otter-@1\"}}\n",
        "x: \"mode: fast,\\\n  \\ password: otter-@1\\\n  \\ and more\"\n",
        "PGPASSWORD=ab:@1 psql\n.pgpass: pg.shop.svc:5432:shop:app:ab\\:@1\n",
        "b_password: '%@1%'\n",
    ] {
        hidden(template);
    }
}

#[test]
fn numbers_of_json_become_strings() {
    check("{\"password\": 48219047, \"n\": 4}", "{\"password\": \"REDACTED-password-1\", \"n\": 4}");
    check(
        "{\"kind\":\"Secret\",\"data\":{\"a\":null,\"b\":7}}",
        "{\"kind\":\"Secret\",\"data\":{\"a\":null,\"b\":\"REDACTED-secret-data-1\"}}",
    );
}

#[test]
fn words_in_no_order_are_hidden_and_identifiers_are_not() {
    hidden("opt: @1 and more\n");
    hidden("no, admin:@1.\n");
    hidden(
        "Please use the following password to proceed to installation:\n\notter-@1\n\nThis may also be found at /x\n",
    );
    hidden("::add-mask::otter-@1\n");
    hidden("the DB password (otter-@1) was rotated\n");
    hidden("$ echo -n 'otter-@1' | base64\n");
    hidden("test: curl -fu svc:otter-@1 http://localhost:8080/\n");
    hidden("container <main> env API_SECRET has literal value \"@1\", use secretKeyRef\n");
    hidden("ALTER CURRENT USER SET PASSWORD FROM '@2' TO '@1';\n");
    hidden("the password for the payments user (@1) was pushed\n");
    hidden("le mot de passe est « @1 », merci\n");
    hidden("{name: BASIC_AUTH_USERS, value: \"anna:@1;bela:@1\"}\n");
    hidden("cmd=powershell -enc @1@1@1\n");
    check_kept("Request-Id: req_9fQm2XkLr7TzVb\netag: \"Vh_iGOpUyHHR0MgVzHKjJV4Xmu9U\"\n");
    check_kept(
        "X-Hub-Signature-256 of MicrosoftKeyVaultServiceV2 in IntelXeonGold6230, MacBookPro16, Ipv6HopLimit and Win32_System_IO\n",
    );
    check_kept(
        "session 01JUQJ7O66V3CWFSDIV222WWEC, integrity sha512-3Qvb7o+LFqvHuBYNLgElalbm7FnZk3kFbNb1o9bxHf0OUSfnHsG1==\n",
    );
}

#[test]
fn hostile_texts_take_no_longer_than_others() {
    // Each of these took time by the square of its length once; a second is a hundred times what they take now.
    let pieces = [
        "password=\"",
        "a:b@",
        "-----BEGIN PRIVATE KEY-----",
        "value=\"x\" ",
        "{\\\"a\\\":\\\"",
        "VALUES (",
        "%41",
        "[p] a: 1\n",
        "> \n",
    ];
    for piece in pieces {
        let text = piece.repeat(40_000 / piece.len());
        let redacted = redact(&text).text;
        assert_eq!(redact(redacted.as_str()).text, redacted, "{piece}");
    }
}

#[test]
fn what_is_told_by_its_place_alone() {
    let digits = |count: usize| "0a1b2c3d4e5f6071".chars().cycle().take(count).collect::<String>();
    for (before, secret, after) in [
        ("<cluster><name>a</name><key>", digits(32), "</key></cluster>"),
        ("set ntp authentication-key 1 value \"", format!("$9${}", digits(14)), "\""),
        ("key: \"3+ rfc4106(gcm(aes)) ", digits(40), " 128\""),
        ("Authorization: Digest username=\"1001\",realm=\"a\", response=\"", digits(32), "\", algorithm=MD5"),
        ("root_password_sha2 = ", digits(64), ""),
        ("dana:1001:XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX:", digits(32), ":[U          ]:LCT-66A1B2C3:"),
        ("ALTER USER shop IDENTIFIED BY VALUES '", format!("S:{}", digits(60)), "';"),
        ("teams: teams://", format!("0b4ad3c1-7d5e-4f38@9a55/{}/36154067-dc99", digits(32)), "?host=x"),
        ("https://oncall.h.example/integrations/v1/alertmanager/", digits(24), "/"),
        ("POST https://intake.h.example/v1/input/", digits(32), "?ddsource=k8s 200"),
        ("exoscale:\n  key: ", format!("EXO{}", digits(24)), ""),
        ("DSN: https://", digits(32), ":${DSN_SECRET}@sentry.h.example/42"),
        ("http-request set-header X-Api-Key ", digits(32), ""),
        ("openssl enc -aes-128-cbc -K ", digits(32), " -iv 00000000000000000000000000000000 -in a"),
        ("openssl dgst -sha256 -hmac ", digits(24), " body.json"),
        ("header=\"GenieKey ", digits(32), "\" code=202"),
        ("APP_KEY=base64:", "l7hQPnJse+gjx/7q".repeat(2), ""),
        ("printf %s ", "496a6662".to_owned() + &"63356d45".repeat(4), " | xxd -r -p"),
        ("keytype 0x12 (AES256-SHA1) keylength 32 (0x", digits(64), ")"),
    ] {
        let redacted = redact(&format!("{before}{secret}{after}\n")).text.to_string();
        assert!(redacted.starts_with(before) && redacted.ends_with(&format!("{after}\n")), "{redacted}");
        assert!(!redacted.contains(&secret), "{redacted}");
    }
}
