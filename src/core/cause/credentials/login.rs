//! A credential that was sent, or may have been: what the registry made of it.

use crate::core::cause::Family;

causes! {
    Family::Credentials;

    /// The registry wants a login and got none or a bad one; what was sent cannot be
    /// told from what was read.
    ///
    /// ## What podmend sees
    /// - A text that asks for a login and says no more: `401 Unauthorized`,
    ///   `unauthorized`, `authentication required`, `insufficient_scope`, or
    ///   `pull access denied .. may require 'docker login'`. So speak CRI-O,
    ///   cri-dockerd, and containerd before 1.6.33 and 1.7.10; newer ones too where a
    ///   token server does not tell a stranger from a caller without the right.
    /// - A chain that could not be read to its end: a link marked `?` names the right
    ///   that is missing, mostly `get secrets` in the namespace.
    ///
    /// ## Why it happens
    /// - No pull secret reaches the registry, or it is one for another host.
    /// - The credential is wrong, expired, disabled or has no right to this
    ///   repository.
    /// - The name is misspelt: most registries answer alike for what is not there and
    ///   for what you may not see.
    ///
    /// ## What to do
    /// - Let someone who may read the secret look, or read its type and hosts only:
    /// ```sh
    /// kubectl -n NS get pod POD -o jsonpath='{.spec.imagePullSecrets}'
    /// kubectl -n NS get secret SECRET -o jsonpath='{.type}'
    /// kubectl -n NS get secret SECRET \
    ///   -o jsonpath='{.data.\.dockerconfigjson}' \
    ///   | base64 -d | jq '.auths | keys'
    /// ```
    /// - Do not make a new credential before it is known that one was sent.
    ///
    /// ## Not to be confused with
    /// - `no-pull-secret`, `pull-secret-missing`, `pull-secret-wrong-type`,
    ///   `pull-secret-host-mismatch`: the chain is known, and nothing was sent.
    /// - `credentials-rejected`: it is known that a credential was sent.
    /// - `auth-forbidden`: the answer was 403.
    AUTH_MISSING_OR_REJECTED = "auth-missing-or-rejected", "login missing or refused";

    /// The registry knows who asks, or from where, and does not allow the pull.
    ///
    /// ## What podmend sees
    /// - `403 Forbidden`, `denied: access forbidden` (GitLab),
    ///   `denied: Permission ".." denied on resource` (Google),
    ///   `is not authorized to perform: ecr:..` (AWS), in the status of the container
    ///   or in the event `Failed`.
    ///
    /// ## Why it happens
    /// - The identity has no right to pull: a role, policy or membership is missing.
    /// - GHCR: the token is expired or wrong. It answers 403 for that, and for public
    ///   images too.
    /// - A proxy, a firewall or a block by address or region stands before the
    ///   registry. Harbor itself refuses a pull with 401 and never with 403, so with
    ///   Harbor look for what stands in front of it.
    /// - The identity is the node's and not the pod's: a cloud role of the nodes.
    ///
    /// ## What to do
    /// - Find the identity: the user of the secret that fits is on the Why pane. If
    ///   no secret fits, it is the node's or a credential plugin's.
    /// - Give that identity the right to read this repository, and no more.
    /// - For GHCR make a new token with `read:packages`, and put it into the secret
    ///   as the page `pull-secret-missing` shows. No restart is needed.
    /// - For a block by address, try from the node and from elsewhere:
    /// ```sh
    /// curl -sS -o /dev/null -w '%{http_code}\n' https://HOST/v2/
    /// ```
    /// 401 and 200 are healthy answers; 403 to a stranger points to a block.
    ///
    /// ## Not to be confused with
    /// - `credentials-rejected`: 401, the registry does not take the login.
    /// - `credentials-lack-right`: it is known that the pod's credential is good.
    /// - `registry-policy-blocked`: 412, the image is refused and not the caller.
    /// - `rate-limited`: 429.
    AUTH_FORBIDDEN = "auth-forbidden", "pull forbidden";

    /// The credential is over its time.
    ///
    /// ## What podmend sees
    /// - A text that says so: `Your authorization token has expired. Reauthenticate
    ///   and try again.` (ECR).
    /// - Or an end that can be read in the secret without asking anyone: the `exp` of
    ///   a JWT, the `expiration` in the password of ECR.
    /// - Harbor never says it: expired, disabled and wrong are the same 401 there.
    ///
    /// ## Why it happens
    /// - A short-lived token was put into a Secret: ECR 12 hours, `oauth2accesstoken`
    ///   of Google 1 hour, the ACR user `00000000-..` 3 hours, a CI job's token its
    ///   job.
    /// - A robot or deploy token reached its end. A Harbor robot lives 30 days unless
    ///   it was made with another duration.
    /// - The job that renews it has stopped, or writes another namespace.
    ///
    /// ## What to do
    /// - Harbor: make a second robot, try it, put it into the secret (the page
    ///   `pull-secret-missing` shows how), and disable the old one when nothing pulls
    ///   with it any more. A new secret for the old robot does not move its end, and
    ///   stops the old secret at once.
    /// - ECR: mend what renews it (credential provider of the kubelet, the generator
    ///   of External Secrets, a CronJob). A token put in by hand lasts 12 hours.
    /// - The pods read the secret again at their next try, within 5 minutes. No
    ///   restart: it would only bring down pods that still run from cached images.
    /// - Look for others that use the same credential; podmend lists them together.
    ///
    /// ## Not to be confused with
    /// - `credentials-rejected`: refused, and nobody says that it is for its age.
    /// - `registry-tls-untrusted`: the certificate is expired and not the login.
    CREDENTIALS_EXPIRED = "credentials-expired", "credential expired";

    /// A credential was sent and the registry refused it: wrong, expired, disabled,
    /// or without a right to this repository.
    ///
    /// ## What podmend sees
    /// - A named secret that exists and fits the host, and a refusal.
    /// - containerd from 1.6.33, 1.7.10 and 2.0:
    ///   `unexpected status from HEAD request to ..: 401 Unauthorized`, or
    ///   `failed to fetch oauth token: .. 401`. Both say that a credential was sent.
    ///   One exception: Harbor answers so without one too when the project does not
    ///   exist.
    ///
    /// ## Why it happens
    /// - The password was changed and the secret was not; or the robot is expired.
    /// - The robot is disabled, or has no right in this project.
    /// - The shell ate a part of a Harbor user: `robot$x` in double quotes became
    ///   `robot`. Or the password ends in a line break, which is sent too.
    /// - Harbor's robot prefix was changed: that renames every robot.
    /// - A stale credential breaks public images too on Docker Hub and GHCR: when an
    ///   entry matches, the kubelet does not try without one.
    ///
    /// ## What to do
    /// - Ask Harbor which it is; `curl` asks for the password (mind the quotes):
    /// ```sh
    /// curl -so /dev/null -w '%{http_code}\n' -u 'robot$project+ci' \
    ///   https://HOST/api/v2.0/users/current
    /// ```
    /// 401: wrong, expired or disabled. Make a new robot and replace the secret, as
    /// under `pull-secret-missing`; no restart is needed. 412: a good robot, see
    /// `credentials-lack-right`. 200: a person's account, where a robot belongs.
    /// - A login that works does not prove the right to pull.
    ///
    /// ## Not to be confused with
    /// - `no-pull-secret`, `pull-secret-host-mismatch`: nothing was sent.
    /// - `credentials-lack-right`, `credentials-expired`: it is known which.
    CREDENTIALS_REJECTED = "credentials-rejected", "credential refused";

    /// The registry knows the credential, and it may not pull this repository.
    ///
    /// ## What podmend sees
    /// - A text that says that the caller is known and lacks a right:
    ///   `The client does not have permission for manifest` (Artifactory), a 403 on a
    ///   manifest after a token was given.
    /// - Harbor says `unauthorized to access repository: .., action: pull` to
    ///   strangers and to known users alike, and containerd does not pass the text
    ///   on. There the right has to be asked for (below).
    ///
    /// ## Why it happens
    /// - The robot belongs to another project: `robot$project+name` covers its own
    ///   project only.
    /// - The image moved to another project or repository.
    /// - The right was taken away, or the robot was made for pushing only.
    /// - The name is misspelt: what is not there is often answered in the same way.
    ///
    /// ## What to do
    /// - See whether the credential can pull this very image; the login asks for the
    ///   password:
    /// ```sh
    /// skopeo login --authfile auth.json HOST
    /// skopeo inspect --authfile auth.json docker://HOST/REPO:TAG
    /// rm auth.json
    /// ```
    /// - Harbor: the robot needs `repository:pull` in this project. Nothing else, and
    ///   no second project for convenience.
    /// - A right that is given counts at once: no change in the cluster, no restart.
    ///   The next try is within 5 minutes.
    ///
    /// ## Not to be confused with
    /// - `credentials-rejected`: the credential itself is not taken.
    /// - `pull-secret-host-mismatch`: this credential was not sent at all.
    /// - `repository-not-found-or-private`: there may be no such repository.
    CREDENTIALS_LACK_RIGHT = "credentials-lack-right", "credential without the right";
}
