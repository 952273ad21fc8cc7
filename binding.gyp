{
  "targets": [
    {
      "target_name": "rtnl",
      "sources": [
        "native/records.c",
        "native/rights.c",
        "native/bulk.c",
        "native/ring.c",
        "native/thread.c",
        "native/io.c",
        "native/child.c",
        "native/arguments.c",
        "native/lifetime.c",
        "native/socket.c",
        "native/exchange.c",
        "native/descriptors.c",
        "native/polling.c",
        "native/delivery.c",
        "native/namespace.c",
        "native/module.c"
      ],
      "conditions": [
        ["OS!='linux'", { "sources/": [["exclude", ".*"]], "type": "none" }]
      ],
      "defines": ["_GNU_SOURCE", "NAPI_VERSION=8"],
      "cflags_c": ["-std=c11", "-Wall", "-Wextra", "-fvisibility=hidden"]
    },
    {
      # Static, as the helper in prebuilds/: with a dynamic loader the environment of `ns.exec(..., { env })` would decide
      # what runs before the user is changed. Where there is no static C library (glibc-static, musl-dev) this fails.
      "target_name": "setns",
      "type": "executable",
      "sources": [
        "native/setns/setns.c",
        "native/setns/serve.c",
        "native/setns/named.c",
        "native/setns/folder.c",
        "native/setns/inside.c",
        "native/setns/home.c",
        "native/setns/channel.c",
        "native/setns/outcome.c",
        "native/setns/program.c",
        "native/setns/text.c"
      ],
      "conditions": [
        ["OS!='linux'", { "sources/": [["exclude", ".*"]], "type": "none" }]
      ],
      "defines": ["_GNU_SOURCE"],
      "cflags_c": ["-std=c11", "-Wall", "-Wextra", "-fPIE", "-fstack-protector-strong"],
      "ldflags!": ["-rdynamic"],
      "ldflags": ["-static-pie", "-Wl,-z,relro,-z,now,-z,noexecstack"]
    }
  ]
}
