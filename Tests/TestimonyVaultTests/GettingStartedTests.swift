import DurableFiles
import Foundation
import SystemPackage
import TestSupport
import Testing
import TestimonyVault

@Suite("Getting started")
struct GettingStartedTests {
    @Test("the page's testimony is enrolled for, sealed, carried, opened and verified")
    func carrying() throws {
        try withFolder { folder in
            let (field, office) = (folder.appending("field"), folder.appending("office"))
            let stick = folder.appending("stick")
            try Files().makeFolder(stick)
            let (testimony, report) = try carryOneTestimony(
                from: field, to: office, by: stick, cost: .interactive)
            #expect(testimony.account == "Шаби чоршанбе моро аз кӯча бурданд…")
            #expect(testimony.summary.recorder == "Лола")
            #expect(report.openedCount == 1 && report.damage.isEmpty && report.refused.isEmpty)
        }
    }

    @Test("the page's passphrase that is another opens nothing")
    func wrongPassphrase() throws {
        try withFolder { folder in
            let path = folder.appending("vault")
            var right = Array("correct horse battery staple zebra".utf8)
            let passphrase = try VaultPassphrase(wiping: &right)
            try Vault.create(
                at: path, role: .recorder, name: "Лола", passphrase: passphrase, cost: .interactive)
            var typed = Array("incorrect horse".utf8)
            let nobody = try openVault(at: path, typed: &typed)?.role
            #expect(nobody == nil)
            #expect(typed.allSatisfy { $0 == 0 })
            typed = Array("correct horse battery staple zebra".utf8)
            let role = try openVault(at: path, typed: &typed)?.role
            #expect(role == .recorder)
        }
    }

    @Test("the page's work stops when it is told so")
    func stopping() throws {
        try withFolder { folder in
            let path = folder.appending("vault")
            try Vault.create(
                at: path, role: .recorder, name: "Лола", passphrase: .generated(),
                cost: .interactive)
            let error = #expect(throws: VaultError.self) {
                _ = try Vault.open(
                    at: path, with: .generated(), surroundings: patient { false })
            }
            #expect(error?.kind == .interrupted)
        }
    }

    @Test("the page shows the code that runs here")
    func page() throws {
        let tests = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
        let page = tests.deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Sources/TestimonyVault/TestimonyVault.docc/GettingStarted.md")
        func lines(_ text: some StringProtocol) -> [Substring] {
            text.split(separator: "\n").map { Substring($0) }
        }
        let code = lines(
            try String(contentsOf: tests.appending(path: "GettingStarted.swift"), encoding: .utf8))
        let blocks = try String(contentsOf: page, encoding: .utf8)
            .components(separatedBy: "```swift\n").dropFirst()
            .map { lines($0.components(separatedBy: "```")[0]) }
        #expect(blocks.count == 4)
        for block in blocks {
            let isThere = code.indices.contains { code[$0...].starts(with: block) }
            #expect(isThere, "\(block.first ?? "")")
        }
    }
}
