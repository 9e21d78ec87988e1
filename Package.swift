// swift-tools-version: 6.3
import PackageDescription

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .enableExperimentalFeature("Lifetimes"),
]
let library: [SwiftSetting] = strict + [.strictMemorySafety()]

let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let system: Target.Dependency = .product(name: "SystemPackage", package: "swift-system")

/// The tests of one target. Strict memory safety is off there: `#require` does not build with it.
func tests(_ target: String, _ others: [Target.Dependency] = []) -> Target {
    .testTarget(
        name: "\(target)Tests", dependencies: [.byName(name: target), "TestSupport"] + others,
        swiftSettings: strict)
}

let package = Package(
    name: "amanat",
    products: [
        .library(name: "AgeFile", targets: ["AgeFile"]),
        .library(name: "TransparencyLog", targets: ["TransparencyLog"]),
        .library(name: "TestimonyVault", targets: ["TestimonyVault", "Statements"]),
        .executable(name: "amanat", targets: ["amanat"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
        .package(url: "https://github.com/swiftlang/swift-docc-plugin", from: "1.5.0"),
    ],
    targets: [
        // The ground: what other people wrote, made safe to use.
        .systemLibrary(
            name: "CSodium", pkgConfig: "libsodium", providers: [.apt(["libsodium-dev"])]),
        .target(name: "SafeSodium", dependencies: ["CSodium", crypto], swiftSettings: library),
        .systemLibrary(name: "CZxcvbn", providers: [.apt(["libzxcvbn-dev"])]),
        .systemLibrary(name: "CUtf8proc", providers: [.apt(["libutf8proc-dev"])]),
        .target(
            name: "Passphrases", dependencies: ["CUtf8proc", "CZxcvbn", "SafeSodium"],
            swiftSettings: library),
        .systemLibrary(name: "CLinux"),
        .target(name: "DurableFiles", dependencies: ["CLinux", system], swiftSettings: library),

        // Formats: bytes in, values out. They know no disk and no vault.
        .target(name: "AgeFile", dependencies: ["SafeSodium", crypto], swiftSettings: library),
        .target(name: "TransparencyLog", dependencies: ["SafeSodium"], swiftSettings: library),
        .target(name: "StrictTar", swiftSettings: library),
        .target(
            name: "Statements", dependencies: ["AgeFile", "SafeSodium", "TransparencyLog"],
            swiftSettings: library),
        .target(
            name: "Testimony",
            dependencies: [
                "AgeFile", "SafeSodium", "Statements", "StrictTar", "TransparencyLog",
            ],
            swiftSettings: library),
        .target(
            name: "Handoff",
            dependencies: ["SafeSodium", "Statements", "StrictTar", "TransparencyLog"],
            swiftSettings: library),

        // What is kept.
        .target(
            name: "AtRest", dependencies: ["DurableFiles", "SafeSodium", system],
            swiftSettings: library),
        .target(
            name: "Journal",
            dependencies: ["AtRest", "DurableFiles", "SafeSodium", "TransparencyLog", system],
            swiftSettings: library),
        // How everything is sealed to people.
        .target(
            name: "Envelope", dependencies: ["AgeFile", "SafeSodium"], swiftSettings: library),
        // What a vault takes from outside, and how what fails is told.
        .target(
            name: "Outside",
            dependencies: [
                "AgeFile", "AtRest", "DurableFiles", "Envelope", "Handoff", "Journal",
                "Passphrases", "SafeSodium", "Statements", "StrictTar", "Testimony",
                "TransparencyLog", system,
            ],
            swiftSettings: library),

        // One vault, and what is done with it.
        .target(
            name: "VaultStore",
            dependencies: [
                "AgeFile", "AtRest", "DurableFiles", "Envelope", "Journal", "Outside",
                "Passphrases", "SafeSodium", "Statements", "StrictTar", "Testimony",
                "TransparencyLog", system,
            ],
            swiftSettings: library),
        .target(
            name: "Sealing",
            dependencies: [
                "AgeFile", "AtRest", "DurableFiles", "Envelope", "Journal", "Outside", "SafeSodium",
                "Statements", "Testimony", "TransparencyLog", "VaultStore", system,
            ],
            swiftSettings: library),
        .target(
            name: "Exchange",
            dependencies: [
                "AgeFile", "DurableFiles", "Envelope", "Handoff", "Journal", "Outside",
                "SafeSodium", "Statements", "StrictTar", "TransparencyLog", "VaultStore", system,
            ],
            swiftSettings: library),
        .target(
            name: "Desk",
            dependencies: [
                "AgeFile", "DurableFiles", "Journal", "Outside", "SafeSodium", "Statements",
                "StrictTar", "Testimony", "TransparencyLog", "VaultStore", system,
            ],
            swiftSettings: library),
        .target(
            name: "AgeFiles",
            dependencies: [
                "AgeFile", "DurableFiles", "Outside", "Passphrases", "SafeSodium", system,
            ],
            swiftSettings: library),
        .target(
            name: "TestimonyVault",
            dependencies: [
                "AgeFiles", "Desk", "Exchange", "Outside", "Passphrases", "Sealing", "Statements",
                "VaultStore", system,
            ],
            swiftSettings: library),

        // Every sentence that a person reads.
        .target(
            name: "Words",
            dependencies: [
                "AgeFile", "AgeFiles", "AtRest", "Desk", "DurableFiles", "Envelope", "Exchange",
                "Handoff", "Journal", "Outside", "Passphrases", "SafeSodium", "Sealing",
                "Statements", "StrictTar", "Terminal", "Testimony", "TransparencyLog",
                "VaultStore", system,
            ],
            swiftSettings: library),

        // The command.
        .target(
            name: "Terminal", dependencies: ["CLinux", "SafeSodium"], swiftSettings: library),
        .executableTarget(
            name: "amanat",
            dependencies: [
                "AgeFile", "AgeFiles", "CLinux", "Desk", "Exchange", "Outside", "Passphrases",
                "Sealing", "Statements", "Terminal", "TestimonyVault", "VaultStore", "Words",
                system,
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: library),

        // Tests. The command itself is tested from outside: Tests/Command and Tests/Interop.
        .target(
            name: "TestSupport", dependencies: ["DurableFiles", system], path: "Tests/TestSupport",
            swiftSettings: strict),
        // What `Scripts/bench journal` runs.
        .executableTarget(
            name: "bench-journal",
            dependencies: [
                "AtRest", "DurableFiles", "Journal", "SafeSodium", "Statements", "TransparencyLog",
                system,
            ], path: "Tests/Bench", swiftSettings: strict),
        tests("SafeSodium", [crypto]),
        tests("Passphrases", ["SafeSodium"]),
        tests("DurableFiles", [system]),
        tests("AgeFile", ["CLinux", "SafeSodium", crypto, system]),
        tests("TransparencyLog", ["SafeSodium"]),
        tests("StrictTar"),
        tests("Terminal", ["SafeSodium"]),
        tests(
            "Words",
            [
                "AgeFile", "AtRest", "DurableFiles", "Handoff", "Journal", "Outside", "Passphrases",
                "Statements", "StrictTar", "Testimony", "TransparencyLog", system,
            ]),
        tests("AtRest", ["DurableFiles", "SafeSodium", system]),
        tests("Journal", ["AtRest", "DurableFiles", "SafeSodium", "TransparencyLog", system]),
        tests("Statements", ["AgeFile", "SafeSodium", "TransparencyLog"]),
        tests(
            "Testimony", ["AgeFile", "SafeSodium", "Statements", "StrictTar", "TransparencyLog"]),
        tests(
            "Handoff",
            ["AgeFile", "SafeSodium", "Statements", "StrictTar", "TransparencyLog"]),
        tests(
            "TestimonyVault",
            [
                "AgeFile", "AtRest", "Desk", "DurableFiles", "Envelope", "Exchange", "Handoff",
                "Journal", "Outside", "Passphrases", "SafeSodium", "Sealing", "Statements",
                "StrictTar", "Testimony", "TransparencyLog", "VaultStore", "Words", system,
            ]),
    ],
    swiftLanguageModes: [.v6]
)

// What `Scripts/fuzz` builds: every module with coverage and the address sanitizer, which those of the command must not
// have.
if Context.environment["AMANAT_FUZZ"] != nil {
    package.targets += [
        .systemLibrary(name: "CLibFuzzer", path: "Tests/Fuzz/CLibFuzzer"),
        .executableTarget(
            name: "fuzz",
            dependencies: [
                "AgeFile", "CLibFuzzer", "Desk", "DurableFiles", "Envelope", "Exchange", "Handoff",
                "Outside", "Passphrases", "SafeSodium", "Statements", "StrictTar", "TestSupport",
                "Testimony", "TransparencyLog", "VaultStore", system,
            ], path: "Tests/Fuzz/Targets"),
    ]
}
