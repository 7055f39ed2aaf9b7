//! The recipe of a node of Kubernetes: everything up to `kubeadm`, whose tokens are secrets.

use crate::plan::MinTls;

use super::recipe::{Recipe, Written, commands};

/// Kubernetes 1.33 of its project, on containerd of the distribution.
pub fn kubernetes(members: &str, tls: MinTls) -> Recipe {
    let names = Written::of(
        "/etc/kubernetes/kubeadm.yaml",
        &[
            "apiVersion: kubeadm.k8s.io/v1beta4",
            "kind: ClusterConfiguration",
            "kubernetesVersion: stable-1.33",
        ],
    );
    let names = names
        .line("controlPlaneEndpoint: ", format!("jsonencode(\"${{{members}[0]}}:6443\")"), "")
        .line("apiServer: { certSANs: ", format!("jsonencode({members})"), " }")
        .more(&[
            "etcd: { local: { dataDir: /var/lib/etcd } }",
            "---",
            "apiVersion: kubelet.config.k8s.io/v1beta1",
            "kind: KubeletConfiguration",
            "authentication: { anonymous: { enabled: false }, webhook: { enabled: true } }",
            "authorization: { mode: Webhook }",
            "protectKernelDefaults: true",
            "serverTLSBootstrap: true",
            tls.pick("tlsMinVersion: VersionTLS12", "tlsMinVersion: VersionTLS13"),
        ]);
    Recipe {
        data: "/var/lib/containerd",
        repository: Some((
            "https://pkgs.k8s.io/core:/stable:/v1.33/deb/Release.key",
            "deb [signed-by=/etc/apt/keyrings/project.gpg] https://pkgs.k8s.io/core:/stable:/v1.33/deb/ /",
        )),
        packages: vec!["containerd", "kubelet", "kubeadm", "kubectl"],
        files: vec![
            names,
            Written::of("/etc/modules-load.d/kubernetes.conf", &["overlay", "br_netfilter"]),
            Written::of(
                "/etc/sysctl.d/60-kubernetes.conf",
                &[
                    "net.bridge.bridge-nf-call-iptables = 1",
                    "net.ipv4.ip_forward = 1",
                    "vm.overcommit_memory = 1",
                    "kernel.panic = 10",
                    "kernel.panic_on_oops = 1",
                ],
            ),
        ],
        commands: commands(&[
            "swapoff -a && sed -i '/ swap / s/^/#/' /etc/fstab",
            "modprobe overlay && modprobe br_netfilter && sysctl --system",
            "install -d /etc/containerd && containerd config default | sed 's/SystemdCgroup = false/SystemdCgroup = true/' > /etc/containerd/config.toml",
            "systemctl restart containerd",
            "apt-mark hold kubelet kubeadm kubectl",
        ]),
        by_hand: "on the first node run `kubeadm init --config /etc/kubernetes/kubeadm.yaml --upload-certs`, on the \
                  others of the control plane and on the rest `kubeadm join` with the token it prints; install a \
                  network plug-in that enforces network policies; approve the certificates of the kubelets; turn on \
                  encryption of secrets and the audit log; put a name that moves before the control plane",
        ..Recipe::default()
    }
}
