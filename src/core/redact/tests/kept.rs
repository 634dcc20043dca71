use super::check_kept;

#[test]
fn references_to_secrets_stay() {
    check_kept(
        "spec:
  serviceAccountName: web
  imagePullSecrets:
  - name: harbor-pull-secret
  containers:
  - name: app
    image: harbor.internal.corp/project/app:1.4.2
    env:
    - name: DB_PASSWORD
      valueFrom:
        secretKeyRef:
          name: db-credentials
          key: password
    - name: DB_URL
      value: postgres://app:$(DB_PASSWORD)@db.svc/shop
    - name: API_TOKEN_FILE
      value: /var/run/secrets/api/token
  volumes:
  - name: tls
    secret:
      secretName: web-tls
      items:
      - key: tls.key
        path: tls.key
",
    );
}

#[test]
fn templates_and_marks_stay() {
    check_kept(
        "password: ${PASSWORD}\ntoken: \"{{ .Values.token }}\"\nsecret: <your-secret>\napiKey: '****'\npass: \"\"\nclientSecret: $dex.github.clientSecret\n",
    );
    check_kept("password: REDACTED-password-1\ntoken: [REDACTED]\nsecret: vault:secret/data/x#y\n");
}

#[test]
fn events_and_errors_stay() {
    check_kept(
        "Failed to pull image \"h.corp/a:1\": failed to authorize: failed to fetch anonymous token: unexpected status from GET request to https://h.corp/token?scope=repository%3Aa%3Apull: 401 Unauthorized\n",
    );
    check_kept(
        "pull access denied, repository does not exist or may require authorization: authorization failed: no basic auth credentials\n",
    );
    check_kept("MountVolume.SetUp failed for volume \"token\" : secret \"web-token\" not found\n");
    check_kept("Error: couldn't find key password in Secret shop/db-credentials\n");
    check_kept("secret \"harbor-pull-secret\" not found, server message: insufficient_scope: authorization failed\n");
    check_kept("www-authenticate: Bearer realm=\"https://h.corp/service/token\",service=\"harbor-registry\"\n");
    check_kept("the token bucket is empty; Bearer token missing; basic auth required\n");
}

#[test]
fn describe_output_stays() {
    check_kept(
        "Name:         web-7d9c
Service Account:  default
Image pull secrets:  harbor-pull-secret
Tokens:              default-token-x7k2p
Environment:
  DB_PASSWORD:  <set to the key 'password' in secret 'db-credentials'>  Optional: false
Mounts:
  /var/run/secrets/kubernetes.io/serviceaccount from kube-api-access-x (ro)
Tolerations:  node.kubernetes.io/not-ready:NoExecute op=Exists for 300s
",
    );
}

#[test]
fn settings_about_credentials_stay() {
    check_kept(
        "passwordPolicy: strict\ntokenExpirationSeconds: 3600\nauth: basic\nauthType: oidc\nexistingSecret: web-secret\nautomountServiceAccountToken: false\ntopologyKey: kubernetes.io/hostname\n",
    );
    check_kept("tolerations:\n- {key: token, operator: Equal, value: Tr0ub4dor7}\nlabels:\n  secret: web\n");
    check_kept("annotations:\n  checksum/secret: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08\n");
    check_kept(
        "image: h.corp/a@sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\nuid: d7348381-09bd-4e0a-8437-2084eaaeea86\n",
    );
}

#[test]
fn objects_like_secrets_stay() {
    check_kept("kind: ConfigMap\ndata:\n  mode: fast\n  blob: aGVsbG8gd29ybGQsIGFsbCBmaW5l\n");
    check_kept(
        "kind: ExternalSecret\nspec:\n  data:\n  - secretKey: password\n    remoteRef: {key: prod/db, property: password}\n",
    );
    check_kept("secretObjects:\n- secretName: web\n  type: Opaque\n  data:\n  - objectName: db\n    key: password\n");
    check_kept(
        "NAME          TYPE                             DATA   AGE\nweb-secrets   kubernetes.io/dockerconfigjson   1      3d\n",
    );
}

#[test]
fn common_values_are_hidden_only_where_they_were_found() {
    super::check(
        "password: postgres\nimage: postgres\nport_password: 5432\nport: 5432\n",
        "password: REDACTED-password-1\nimage: postgres\nport_password: REDACTED-password-2\nport: 5432\n",
    );
}

#[test]
fn keys_and_jobs_that_are_called_like_credentials_stay() {
    check_kept("env: {SMTP_PASSWORD: smtp-password, API_TOKEN: api-token}\n");
    check_kept("jobs:\n  sync-passwords: {schedule: \"0 0 1,15 * *\", successfulJobsHistoryLimit: 3}\n");
    check_kept(
        "proxy_pass http://api.shop.svc:8080;\n\"js-tokens\": {\"version\": \"4.0.0\", \"integrity\": \"sha512-RdJUflcE3cUzKiMqQgsCu06FPu9U\"}\n",
    );
    check_kept(
        "passwords    generators.external-secrets.io/v1alpha1  true   Password\nnotifiers: {service.slack: \"token: $slack-token\"}\n",
    );
    check_kept("dbug: Startup[0] Jwt:SigningKey = \n1775116800.5 [0 lua] \"GET\" \"token:limit:shop\"\n");
    check_kept("kubectl create secret generic web --from-file=.dockerconfigjson=auth.json --from-file=tls.key=FILE\n");
    check_kept("{{- $secret := lookup \"v1\" \"Secret\" .Release.Namespace \"web\" }}\n");
    check_kept("Using --password via the CLI is insecure. Use --password-stdin.\n");
    check_kept(
        "ca_pin: \"sha256:7e12c17c20d9cb504bbcb3f0236be3f446861f1396dcbb44425fe28ec1c108f1\"\ncredentialsVersion: \"8812041\"\n",
    );
    check_kept("--conf spark.kubernetes.driver.secretKeyRef.DB_PASS=etl-db:password\ntoken: none, retries: 3\n");
    check_kept("{\"Name\": \"/prod/shop/db/password\", \"Type\": \"SecureString\", \"Version\": 7}\n");
    check_kept("echo -n \"Enter Password: \" && head -1 </dev/stdin | sha256sum | cut -d\" \" -f1\n");
    check_kept("Failed to create login: org.apache.kafka.common.security.scram.ScramLoginModule required\n");
    check_kept("machineconfiguration.openshift.io/currentConfig: rendered-worker-1f9c4a5f0a2b7c6d8e9f0a1b2c3d4e5f\n");
    check_kept("三、密码有效期 90 天\n- hasło wygasa za 3 dni, Marek zmieni\n");
    check_kept("Public-Key-Pins: 'pin-sha256=\"d6qzRu9zOECb90Uez27xWltNsj0e1Md7GkYYkVoZWmM=\"; max-age=259'\n");
    check_kept("MountVolume.SetUp failed for volume \"token\": configmap \"kube-root-ca.crt\" not found\n");
    check_kept("ssm: \"{{resolve:ssm-secure:/prod/db/password:1}}\"\ncookies: [access_token]\n");
    check_kept("sudo: ALL=(ALL) NOPASSWD:ALL\nroutingKey: \"orders.#\"\n-Dsonar.projectKey=northwind:api\n");
    check_kept("interceptor: {secretName: github-webhook, secretKey: secretToken}\n$cred = Get-Credential\n");
    check_kept("LoadCredential=tls.key:/etc/worker/tls.key\n\"--secret\", \"pgcert,type=mount\"\n");
    check_kept("credentials                1371.vfee6b_095f0a_3\nfilters: [r'password=\\S+']\n");
    check_kept("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\nno password set for user default, using nopass\n");
    check_kept("lease_id=database/creds/orders/gJ9uDQ4joxYnzgdT3t2hVx0s\nSID : S-1-5-21-3623811015-3361044348-1013\n");
    check_kept("GPG_KEY=E3FF2839C048B25C084DEBE9B26995E310250568\n<Resource name=\"jdbc/shop\" auth=\"Container\"/>\n");
    check_kept("  Jwt:Issuer=erp-prod\n  Identity:Password:RequiredLength=14\n    password: String,\n");
    check_kept("auth: '{\"auth\":\"{{ printf \"%s:%s\" .user .password | b64enc }}\"}'\n");
    check_kept(
        "6. Password: ask in #platform, do not write it into the ticket\n[09:05] Dana: k, password: see vault\n",
    );
    check_kept(
        "Unable to AUTH to MASTER: -WRONGPASS invalid username-password pair\ntoken_type=Bearer expires_in=300\n",
    );
    check_kept("vault.hashicorp.com/agent-inject-secret-env: kv/data/shop/api\n");
    check_kept("data:\n  commit: 2fd4e1c67a2d28fced849ee1bb76e7391b93eb12\n");
    check_kept("jobs:\n  tests-pass:\n    needs:\n    - style\n    - minimal-versions\n    - msrv_x64\n");
    check_kept(
        "- pass -march=x86-64 to GCC (#2061)\npass `SocketAddr` to it, or pass to `create_float`\nGHSA-j7wg-xg3h-2pr6\n",
    );
    check_kept(
        "license = \"MIT/Apache-2.0\"\nfeatures = [\n    \"NSURLCredential\",\n    \"NSURLDownload2\",\n    \"Win32_System_Com\",\n]\n",
    );
    check_kept("missing credentials: set API_TOKEN or --token-file\nstringData.password  (v1/Secret/shop/web)\n");
    check_kept("client-key-data: DATA+OMITTED\nii  libsecret-1-0:amd64    0.20.5-3\n");
    check_kept(
        "[{\"password\":\"%%env_REDIS_PASSWORD%%\"}]\nX-Access-Token: \"%REQ(X-ACCESS-TOKEN)%\"\nset token=%TOKEN%\n",
    );
    check_kept("values: map[auth:map[database:orders username:app] image:map[tag:16.4.0]]\n");
    check_kept(
        "[GHSA-v935-pqmr-g8v9]: https://h.example/GHSA-v935-pqmr-g8v9\n\n- [Implemented it.][208]\n- [Optimized it.][216]\n",
    );
    check_kept("echo \"$DB_PASS\" | base64\nGET /tokens?page=2&sort=key HTTP/1.1\n");
    check_kept("exporters: {otlphttp: {headers: {Authorization: \"Bearer ${env:OTLP_TOKEN}\"}}}\n");
    check_kept(
        "POST https://h.example/v2/enqueue {\"event_action\":\"trigger2\"}\nPOST https://h.example/v2/list {\"a\":1}\n",
    );
    check_kept("errors: .data.password: illegal base64 data at input byte 4: {}\n");
    check_kept("kind: Secret\ndata:\n-  password: '-------- # (18 bytes)'\n+  password: '++++++++ # (20 bytes)'\n");
    check_kept("credentials:\n  contents:\n    cloud: |\n      [default]\n      region=eu-west-1\n");
    check_kept("    key: {{ .Values.auth.secretKeys.password | default \"password\" }}\n");
    check_kept("instanceManagerName: instance-manager-80fc9f7fd1bb64b31b89a74c480388e2\n");
}
