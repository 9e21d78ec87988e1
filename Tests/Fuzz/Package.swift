// swift-tools-version: 6.3
import PackageDescription

// A package of its own: every module in it is built with coverage and the address sanitizer, which
// those of the command must not have. `Scripts/fuzz` builds it.
let package = Package(
    name: "fuzz",
    dependencies: [.package(name: "amanat", path: "../..")],
    targets: [
        .systemLibrary(name: "CLibFuzzer"),
        .executableTarget(
            name: "fuzz",
            dependencies: ["CLibFuzzer", .product(name: "AgeFile", package: "amanat")]
        ),
    ],
    swiftLanguageModes: [.v6]
)
