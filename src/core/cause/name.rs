//! Which image: its name, its tag, and whether there is one.

use super::Family;

causes! {
    Family::Name;

    /// The repository answered and has no such tag or digest.
    ///
    /// ## What podmend sees
    /// - containerd: a text that ends in the reference and `: not found`. CRI-O and
    ///   Docker: `manifest unknown`. The status of the answer was 404. A registry
    ///   that tells no more says the same when the whole repository is missing.
    /// - Only LIKELY where the registry also answers 404 for what you may not see.
    ///
    /// ## Why it happens
    /// - The tag is misspelt, or the template got a version that was never built.
    /// - It was built and not pushed, or pushed to another project. A push that
    ///   failed for a full quota, a read-only registry or an immutable tag is a plain
    ///   404 at the pull.
    /// - A retention rule or a clean-up removed it; a digest goes with its last tag.
    /// - No tag was given: then it is `latest`, which need not exist.
    /// - A proxy cache whose upstream login is broken: Harbor answers 404 for what it
    ///   has not cached.
    ///
    /// ## What to do
    /// - See which tags there are (where a login is needed, with `--authfile`):
    /// ```sh
    /// skopeo list-tags docker://HOST/REPO
    /// kubectl -n NS get pod POD -o jsonpath='{..image}'
    /// ```
    /// - Push the missing tag and wait: the next try is within 5 minutes.
    /// - Or set the tag where the manifest comes from (Git, values). If the last
    ///   version still works, go back to it:
    /// ```sh
    /// kubectl -n NS rollout undo deployment/NAME
    /// ```
    /// - A pull secret does not help, so podmend offers no fix.
    ///
    /// ## Not to be confused with
    /// - `repository-not-found-or-private`: not only the tag, the repository.
    /// - `platform-mismatch`: `no match for platform in manifest: not found` is about
    ///   the node's platform; the tag is there.
    /// - `no-pull-secret`: Docker's words `pull access denied` may mean either.
    IMAGE_OR_TAG_NOT_FOUND = "image-or-tag-not-found", "image or tag not found";

    /// The registry has no such repository, or hides it from who asks.
    ///
    /// ## What podmend sees
    /// - `name unknown`, `NAME_UNKNOWN`, `repository .. not found`,
    ///   `does not exist or no pull access`.
    /// - The text does not say which of the two it is, so podmend never says that it
    ///   is CERTAIN that the repository is missing.
    ///
    /// ## Why it happens
    /// - The repository's name is misspelt, or lacks a part: `library/`, the project,
    ///   the organisation.
    /// - It is private and the kubelet asked without a credential, or with one that
    ///   may not see it. Many registries answer both in the same way on purpose.
    /// - The project was renamed, moved or deleted.
    /// - The image was meant for another registry: a name without a host is one of
    ///   Docker Hub.
    ///
    /// ## What to do
    /// - Ask as the cluster does, with the same credential, and as yourself:
    /// ```sh
    /// skopeo inspect docker://HOST/REPO:TAG
    /// skopeo inspect --authfile auth.json docker://HOST/REPO:TAG
    /// ```
    /// If the second works, the repository is there and the pod's credential is the
    /// thing to mend. If neither does, it is the name.
    /// - Read the whole name, letter by letter, at the registry's own page.
    /// - Harbor: a project that does not exist is answered with 401, not 404.
    ///
    /// ## Not to be confused with
    /// - `image-or-tag-not-found`: the repository is there.
    /// - `no-pull-secret`, `credentials-lack-right`: it is known that the credential
    ///   is missing, or too weak.
    REPOSITORY_NOT_FOUND_OR_PRIVATE = "repository-not-found-or-private", "repository missing or hidden";

    /// The image reference cannot be read; no registry was asked.
    ///
    /// ## What podmend sees
    /// - The reason `InvalidImageName`, and the event `InspectFailed`:
    ///   `Failed to apply default image tag ".."`, `couldn't parse image name ".."`
    ///   (before 1.28 `image reference`), `invalid reference format: repository name
    ///   (..) must be lowercase`.
    /// - CRI-O: `short-name ".." did not resolve to an alias and no
    ///   unqualified-search registries are defined`.
    /// - podmend reads the reference by the same rules and says what is wrong in it.
    ///
    /// ## Why it happens
    /// - A variable of a template was not filled in: `app:`, `app:${TAG}`, `{{`.
    /// - `https://` stands before the host.
    /// - Upper case in the repository's path. It is allowed in the tag.
    /// - A space, a line break or a quote came along with the value.
    /// - CRI-O: a name without a host, on a node that searches no registries.
    ///
    /// ## What to do
    /// - Look at what is really in the object; the quotes show stray spaces:
    /// ```sh
    /// kubectl -n NS get pod POD -o json | jq '.spec
    ///   | .initContainers, .containers | .[]? | .image'
    /// ```
    /// - Correct it where it comes from (values, Kustomize, the pipeline) and roll it
    ///   out. The new template replaces the pods; no restart is needed.
    /// - Write the host in full: `docker.io/library/nginx`, not `nginx`.
    /// - The image of a bare pod can be changed in place; the kubelet takes it up.
    ///
    /// ## Not to be confused with
    /// - `image-or-tag-not-found`: a readable name of something that is not there.
    /// - `image-never-pull`: a readable name that may not be pulled.
    INVALID_IMAGE_NAME = "invalid-image-name", "image name is not valid";

    /// The pull policy is Never and the node does not have the image.
    ///
    /// ## What podmend sees
    /// - The reason `ErrImageNeverPull` and `Container image ".." is not present with
    ///   pull policy of Never`. No registry was asked.
    /// - Kubelets from 1.35 say so too when the image is there, but was pulled with a
    ///   credential that this pod does not have.
    ///
    /// ## Why it happens
    /// - The image is loaded onto nodes by hand or by a tool (`kind load`,
    ///   `ctr images import`), and this node was left out.
    /// - It was loaded where the kubelet does not look: containerd keeps the
    ///   kubelet's images in the namespace `k8s.io`.
    /// - The kubelet removed it, because the disk was getting full.
    /// - A manifest made for a laptop went to a real cluster.
    ///
    /// ## What to do
    /// - See where the pod is and what that node has. The list in the API holds 50
    ///   images at most; on the node `crictl images` shows all:
    /// ```sh
    /// kubectl -n NS get pod POD -o wide
    /// crictl images
    /// ```
    /// - Load the image onto every node on which the pod may come to be, or let it be
    ///   pulled: `imagePullPolicy: IfNotPresent` in the template, and an image name
    ///   with a registry. The field of a pod cannot be changed, only the template's.
    /// - From 1.35 a pod that is to use a cached private image needs a pull secret
    ///   that has pulled it before.
    ///
    /// ## Not to be confused with
    /// - `no-pull-secret`: the registry was asked, without a credential.
    /// - `invalid-image-name`: the name cannot be read.
    IMAGE_NEVER_PULL = "image-never-pull", "image is not to be pulled";
}
