//! The way to the registry, and a registry that does not serve.

use super::Family;

causes! {
    Family::Network;

    /// The node could not look up the registry's name.
    ///
    /// ## What podmend sees
    /// - `dial tcp: lookup HOST on ADDRESS:53:` and `no such host`,
    ///   `server misbehaving`, `i/o timeout` or `connection refused`. The word
    ///   `lookup` decides; a timeout here is one of the name server.
    /// - The address before `:53` is the name server that the node asked.
    ///
    /// ## Why it happens
    /// - The host in the image is misspelt, or its record is gone.
    /// - The name is known inside the company only, and this node asks an outside
    ///   name server.
    /// - The node's name server is down or cut off by a firewall.
    /// - Pulls are made by the runtime, in the network of the node. CoreDNS, the DNS
    ///   policy of the pod and NetworkPolicies have no part in them: that pods
    ///   resolve the name proves nothing.
    ///
    /// ## What to do
    /// - Are all nodes hit, or one? One incident that names a single node points to
    ///   that node.
    /// - Ask on the node itself, over SSH or a debug pod (whose image must come from
    ///   another registry). The debug pod stays; delete it afterwards:
    /// ```sh
    /// getent hosts HOST
    /// cat /etc/resolv.conf
    /// ```
    /// - Mend the record or the node's resolver. Pods need no restart: the next try
    ///   is within 5 minutes.
    /// - Do not write the address into `/etc/hosts` of one node and leave it there:
    ///   the next node will not have it.
    ///
    /// ## Not to be confused with
    /// - `registry-timeout`: the name was found, the address does not answer.
    /// - `registry-refused`: the address answers and refuses.
    REGISTRY_DNS = "registry-dns", "registry name not resolved";

    /// The registry did not answer in time.
    ///
    /// ## What podmend sees
    /// - `dial tcp ADDRESS:443: i/o timeout`, `connection timed out`: no connection
    ///   came about.
    /// - `TLS handshake timeout`, `Client.Timeout exceeded while awaiting headers`: a
    ///   connection came about, and then nothing or too little.
    ///
    /// ## Why it happens
    /// - A firewall, security group or route drops the packets without a word. New
    ///   nodes and new subnets are the usual place.
    /// - The runtime has to use a proxy and does not know it. What counts is the
    ///   environment of the containerd or CRI-O service, not that of the pod.
    /// - The registry or what stands before it is overloaded.
    /// - Handshake timeouts with a good connection: large packets are lost on the way
    ///   (MTU of a tunnel or VPN).
    ///
    /// ## What to do
    /// - Try from the node, with a limit. 401 or 200 means that the way is free:
    /// ```sh
    /// curl -sS -m 10 -o /dev/null -w '%{http_code} %{time_connect}\n' \
    ///   https://HOST/v2/
    /// systemctl show containerd -p Environment
    /// ```
    /// - Compare a node where it works: subnet, routes, proxy.
    /// - Mend the way. A change of the proxy needs a restart of the runtime's
    ///   service; running containers stay. Pods need no restart.
    /// - NetworkPolicies do not apply to pulls: the node pulls, not the pod.
    ///
    /// ## Not to be confused with
    /// - `registry-dns`: `lookup` in the text.
    /// - `registry-refused`: an answer came at once, and it was no.
    /// - `pull-cancelled-or-deadline`: given up, with no network error beside it.
    REGISTRY_TIMEOUT = "registry-timeout", "registry does not answer";

    /// The connection to the registry was refused, cut, or has no way.
    ///
    /// ## What podmend sees
    /// - `connection refused`, `connection reset by peer`, `no route to host`,
    ///   `network is unreachable`, `EOF`.
    /// - CRI-O gives the reason `RegistryUnavailable` for a refused connection.
    /// - The address in the text is what the node really spoke to: the registry, a
    ///   mirror or a proxy.
    ///
    /// ## Why it happens
    /// - Refused: nothing listens there. The registry or its ingress is down, or the
    ///   port in the image's name is wrong.
    /// - `localhost:5000` or `127.0.0.1`: that is the node, not your machine.
    /// - Reset or EOF: a firewall, a proxy or a load balancer cuts the connection, or
    ///   the server behind it restarts.
    /// - No route: a routing error, or IPv6 is tried where there is none.
    ///
    /// ## What to do
    /// - From the node, with the address that the text names:
    /// ```sh
    /// curl -sv -m 10 -o /dev/null https://HOST/v2/
    /// ```
    /// - Is the registry itself a workload of this cluster? Then look at its pods
    ///   first; it cannot pull its own image from itself.
    /// - Several registries refuse at once: suspect the proxy or the node.
    /// - When it serves again the pods go on by themselves within 5 minutes. Do not
    ///   restart workloads meanwhile: pods that run now may not come back.
    ///
    /// ## Not to be confused with
    /// - `registry-timeout`: no answer at all.
    /// - `registry-tls-untrusted`, `registry-http-vs-https`: connected, then no
    ///   understanding.
    /// - `registry-server-error`: it answered, with a 5xx.
    REGISTRY_REFUSED = "registry-refused", "no connection to the registry";

    /// The node does not trust the registry's certificate.
    ///
    /// ## What podmend sees
    /// - Any `x509:` text: `certificate signed by unknown authority`,
    ///   `certificate has expired or is not yet valid`,
    ///   `certificate is valid for A, not B`.
    ///
    /// ## Why it happens
    /// - The registry's certificate comes from the company's own authority, and this
    ///   node does not have it. New nodes are the usual place.
    /// - The certificate has expired, or was renewed without its intermediate ones.
    /// - The image names the registry by an address or an alias that the certificate
    ///   does not have.
    /// - A proxy opens the connection and signs with its own authority.
    /// - The clock of the node is wrong.
    ///
    /// ## What to do
    /// - See who signed it, for what names and until when:
    /// ```sh
    /// openssl s_client -connect HOST:443 -servername HOST </dev/null \
    ///   | openssl x509 -noout -issuer -dates -ext subjectAltName
    /// ```
    /// - Expired or a wrong name: mend the registry. Nothing on the nodes.
    /// - Unknown authority: give it to every node by the way that makes the nodes.
    ///   containerd: `ca = "/path/ca.crt"` in
    ///   `/etc/containerd/certs.d/HOST/hosts.toml`, read anew without a restart if
    ///   `config_path` is set. CRI-O: `/etc/containers/certs.d/HOST/ca.crt`.
    /// - Do not use `skip_verify`: the pull secret would go to whoever answers.
    /// - A CA in a ConfigMap or in the pod has no part in pulls. No pod restart.
    ///
    /// ## Not to be confused with
    /// - `registry-http-vs-https`: there is no certificate at all.
    /// - `signature-policy`: the image's signature, not the connection.
    /// - `credentials-expired`: the login is over its time.
    REGISTRY_TLS_UNTRUSTED = "registry-tls-untrusted", "registry certificate not trusted";

    /// The node asked in HTTPS, and the registry answered in plain HTTP.
    ///
    /// ## What podmend sees
    /// - `http: server gave HTTP response to HTTPS client`.
    ///
    /// ## Why it happens
    /// - The registry serves without TLS: one in the cluster, one for tests.
    /// - The port is that of the plain listener, or of the web page.
    /// - Something before the registry ends TLS and hands on to the wrong port.
    /// - The node had this registry set as insecure, and a new node or a new version
    ///   of the runtime does not: containerd reads `hosts.toml` where it once read
    ///   `registry.mirrors`.
    ///
    /// ## What to do
    /// - See which of the two it speaks:
    /// ```sh
    /// curl -sS -m 10 -o /dev/null -w '%{http_code}\n' http://HOST/v2/
    /// curl -sS -m 10 -o /dev/null -w '%{http_code}\n' https://HOST/v2/
    /// ```
    /// - Right is TLS at the registry, or the right port in the image's name. Mind
    ///   that the port is part of the key in the pull secret too.
    /// - Where plain HTTP is meant: containerd, on every node, in
    ///   `/etc/containerd/certs.d/HOST/hosts.toml`, no restart needed:
    /// ```toml
    /// server = "http://HOST"
    /// ```
    /// - Unsafe: pull secrets and images then travel in the clear, and anyone on the
    ///   way can change them. Not across networks that others share.
    ///
    /// ## Not to be confused with
    /// - `registry-tls-untrusted`: it speaks TLS, with a bad certificate.
    /// - `registry-refused`: it does not speak at all.
    REGISTRY_HTTP_VS_HTTPS = "registry-http-vs-https", "registry speaks plain HTTP";

    /// The registry, its token service or a proxy answered with a server error.
    ///
    /// ## What podmend sees
    /// - A status of 500 to 599: `502 Bad Gateway`, `503 Service Unavailable`,
    ///   `received unexpected HTTP status: 500`.
    /// - With `failed to fetch oauth token` it was the token service; then nobody can
    ///   log in, and who pulls without a login may not be hit.
    /// - `API error (500)` of old Docker is the daemon's own code and says nothing.
    ///
    /// ## Why it happens
    /// - 502, 503, 504: what stands before the registry does not reach it; it
    ///   restarts, is overloaded or is being updated.
    /// - 500: the registry's own trouble, often its database or its storage.
    /// - A proxy or a mirror on the way, not the registry.
    /// - Only large layers fail: a limit of time or size in the ingress.
    ///
    /// ## What to do
    /// - Ask the registry's status page, or whoever runs it; with `curl` see who
    ///   answers (`server`, `via`):
    /// ```sh
    /// curl -sS -m 10 -D - -o /dev/null https://HOST/v2/
    /// ```
    /// - Harbor: the health of its parts is at `/api/v2.0/health`.
    /// - Wait. The kubelet tries again by itself, every 5 minutes at the latest.
    /// - Until then leave pods alone that still run: no rollout, no drain of nodes. A
    ///   new pod on a node without the image cannot start.
    /// - Nothing in the workload or its secrets has to be changed.
    ///
    /// ## Not to be confused with
    /// - `rate-limited`: 429, too many pulls.
    /// - `registry-policy-blocked`: 412, refused on purpose.
    /// - `registry-timeout`: no answer.
    REGISTRY_SERVER_ERROR = "registry-server-error", "registry failed";

    /// The registry takes no more pulls for now.
    ///
    /// ## What podmend sees
    /// - `429 Too Many Requests`, `toomanyrequests`,
    ///   `You have reached your pull rate limit`, `Rate exceeded`.
    /// - From Harbor too, when its proxy cache is refused by what is behind it.
    ///
    /// ## Why it happens
    /// - Docker Hub counts pulls without a login by address: all nodes behind one NAT
    ///   share one allowance, with everyone else there.
    /// - A login is used, and its allowance is used up as well.
    /// - `imagePullPolicy: Always` or the tag `latest`: each start asks anew.
    /// - Many new nodes at once, a large rollout, or a crash loop with `Always`.
    ///
    /// ## What to do
    /// - Wait; the allowance comes back with time. Each restart asks again, so do not
    ///   restart and do not scale up.
    /// - Docker Hub: pull with a login. The key in the pull secret is
    ///   `https://index.docker.io/v1/`; make it as under `pull-secret-missing`. A
    ///   wrong password there breaks public images too, so try it first with
    ///   `skopeo login`.
    /// - Lasting: a proxy cache or a mirror of your own, fixed tags and
    ///   `IfNotPresent`.
    ///
    /// ## Not to be confused with
    /// - `node-pull-throttled`: the kubelet's own limit; no registry was asked.
    /// - `registry-server-error`: a registry that fails and is not just busy.
    RATE_LIMITED = "rate-limited", "pull rate limited";

    /// The pull was given up before it was done, with no network error beside it.
    ///
    /// ## What podmend sees
    /// - `context canceled` or `context deadline exceeded`, and no network error in
    ///   the same text; with one, that one is the cause.
    /// - containerd gives a pull up that makes no progress for 5 minutes
    ///   (`image_pull_progress_timeout`). The event says `context canceled`; only its
    ///   log has `cancel pulling image .. because of no progress`.
    ///
    /// ## Why it happens
    /// - The way to the registry is slow, or stalls in the middle of a layer.
    /// - A very large image, with a proxy that ends long transfers.
    /// - The pod was deleted, or the kubelet or the runtime restarted meanwhile.
    /// - The node's disk is so busy that unpacking does not get on.
    ///
    /// ## What to do
    /// - Look whether it goes on by itself: layers that came whole are kept, and the
    ///   next try may do the rest.
    /// - Many nodes: look at the registry and at what stands before it. One node: its
    ///   network and disk.
    /// ```sh
    /// kubectl -n NS get events --field-selector involvedObject.name=POD
    /// journalctl -u containerd --since -30min | grep -i 'cancel pulling'
    /// ```
    /// - By default a node pulls one image after the other: one slow pull holds up
    ///   the rest. `Pulled .. (D including waiting)` shows how long they waited.
    /// - Lasting: smaller images, a registry or mirror nearer by.
    /// - A pull secret does not help.
    ///
    /// ## Not to be confused with
    /// - `registry-timeout`: the text names a connection that did not come about.
    /// - `runtime-unavailable`: `DeadlineExceeded` when asking the runtime for
    ///   anything, not for a pull.
    PULL_CANCELLED_OR_DEADLINE = "pull-cancelled-or-deadline", "pull cancelled";
}
