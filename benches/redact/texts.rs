//! What is redacted.

use std::fmt::Write as _;

/// Lines of five programs, without a credential.
pub(crate) fn log(size: usize) -> String {
    filled(size, |text, n| {
        let line = match n % 5 {
            0 => format!(
                "I0402 10:{:02}:{:02}.{:06}    {} kubelet.go:{}] \"SyncLoop (PLEG): event for pod\" pod=\"shop/web-{}-x7k2p\" event={{\"Type\":\"ContainerStarted\"}}",
                n % 60,
                n * 7 % 60,
                n * 991 % 1_000_000,
                n % 9000,
                n % 2000,
                n % 97
            ),
            1 => format!(
                "{{\"level\":\"info\",\"ts\":1775116800.{},\"caller\":\"auth/login.go:{}\",\"msg\":\"request done\",\"user\":\"anna\",\"status\":200,\"path\":\"/api/v1/items/{}\"}}",
                n % 10,
                n % 900,
                n % 1000
            ),
            2 => format!(
                "2026-04-02T10:{:02}:00Z INFO  [worker-{}] com.acme.orders.Processor - processed batch {n} in {} ms, queue depth {}",
                n % 60,
                n % 32,
                n % 800,
                n % 100
            ),
            3 => format!(
                "time=\"2026-04-02T10:00:{:02}Z\" level=info msg=\"reconcile finished\" controller=deployment namespace=shop name=web-{} generation={}",
                n % 60,
                n % 50,
                n % 40
            ),
            _ => format!(
                "GET /healthz?probe={} HTTP/1.1 200 {} \"-\" \"kube-probe/1.31\" {}ms",
                n % 10,
                n % 9999,
                n % 70
            ),
        };
        text.push_str(&line);
        text.push('\n');
    })
}

/// Deployments without a credential, one document after the other.
pub(crate) fn manifests(size: usize) -> String {
    filled(size, |text, n| {
        let (minor, revision) = (n % 30, n % 50);
        write!(
            text,
            "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web-{n}\n  namespace: shop\n  labels: {{app: web, tier: front}}\n  annotations:\n    deployment.kubernetes.io/revision: \"{revision}\"\nspec:\n  replicas: 3\n  selector:\n    matchLabels:\n      app: web\n  template:\n    spec:\n      containers:\n      - name: main\n        image: ghcr.io/acme/web:1.{minor}.0\n        args: [\"--config=/etc/web/config.yaml\", \"--verbose\"]\n        env:\n        - name: MODE\n          value: fast\n        - name: DB_PASSWORD\n          valueFrom:\n            secretKeyRef:\n              name: db\n              key: password\n        readinessProbe:\n          httpGet:\n            path: /healthz\n            port: 8080\n---\n"
        )
        .expect("a string takes all");
    })
}

/// Pods as `kubectl describe` shows them.
pub(crate) fn description(size: usize) -> String {
    filled(size, |text, n| {
        write!(
            text,
            "Name:             web-7d9c-{n}\nNamespace:        shop\nService Account:  default\nNode:             worker-{}/10.0.0.{}\nContainers:\n  main:\n    Image:          ghcr.io/acme/web:1.2.0\n    Args:\n      --config\n      /etc/web/config.yaml\n    Environment:\n      MODE:         fast\n      DB_PASSWORD:  <set to the key 'password' in secret 'db'>  Optional: false\nEvents:\n  Type     Reason     Age                From      Message\n  ----     ------     ----               ----      -------\n  Warning  Failed     2m (x4 over 5m)    kubelet   Failed to pull image \"ghcr.io/acme/web:1.2.0\"\n\n",
            n % 9,
            n % 250
        )
        .expect("a string takes all");
    })
}

/// A password in every line, each another.
pub(crate) fn secrets(size: usize) -> String {
    filled(size, |text, n| {
        writeln!(text, "level=info user=anna password={}{n} attempt=3", ["Tr0ub4", "dorX"].concat())
            .expect("a string takes all");
    })
}

/// JSON without a newline.
pub(crate) fn line(size: usize) -> String {
    let mut text = filled(size, |text, n| {
        write!(text, "{{\"id\":{n},\"name\":\"n{n}\",\"kind\":\"Pod\",\"mode\":\"fast\"}},")
            .expect("a string takes all");
    });
    text.insert_str(0, "{\"items\":[");
    text
}

/// What would be slow if anything looked further than what is near.
pub(crate) fn hostile(size: usize) -> Vec<(&'static str, String)> {
    let repeated = |piece: &str| piece.repeat(size / piece.len());
    vec![
        ("quotes", repeated("password=\"")),
        ("logins", repeated("a:b@")),
        ("open keys", repeated("-----BEGIN PRIVATE KEY-----")),
        ("attributes", repeated("value=\"x\" ")),
        ("escaped braces", repeated("{\\\"a\\\":\\\"")),
        ("percent codes", repeated("%41")),
        ("open elements", repeated("<password>")),
        ("colours", repeated("\u{1b}[1m")),
        ("base64", repeated("QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo5OHo3")),
    ]
}

fn filled(size: usize, add: impl Fn(&mut String, usize)) -> String {
    let mut text = String::with_capacity(size + 2000);
    let mut n = 0;
    while text.len() < size {
        add(&mut text, n);
        n += 1;
    }
    text
}
