import SafeSodium
import Testing

@testable import Passphrases

@Suite("Any bytes as a passphrase")
struct AnyBytesTests {
    @Test("the estimate ends soon for the longest of any kind")
    func longest() throws {
        let kinds: [(String, String)] = [
            ("one letter", "a"), ("one letter of two bytes", "ш"), ("two letters", "ab"),
            ("words", "password "), ("Russian words", "пароль мама "), ("l33t", "4@$3!|1"),
            ("digits", "19871203"), ("keys", "qwerty"), ("marks", "a\u{301}"), ("emoji", "🙂"),
            ("expanding", "\u{FB2C}"), ("ligature", "\u{FDFA}"), ("signs", "!@#$%^&*()"),
            ("wide", "パ"), ("joints", "a-b_c "), ("invisible", "\u{200B}"),
        ]
        for (name, unit) in kinds {
            var text = ""
            while text.utf8.count + unit.utf8.count <= VaultPassphrase.maximumByteCount {
                text += unit
            }
            let made = try passphrase(text)
            var found: VaultPassphrase.Weakness?
            let spent = ContinuousClock().measure { found = made.weakness(knowing: ["Lola"]) }
            print("1,024 bytes of \(name): \(spent), \(found.map { "\($0)" } ?? "taken")")
            #expect(spent < .seconds(10))
            #expect(found != nil, "what repeats is weak, however long")
        }
    }

    @Test("no bytes stop the program, and what is taken is UTF-8")
    func random() throws {
        let seed = UInt64.random(in: 0...(.max))
        print("random passphrases: seed \(seed)")
        var state = seed
        func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state >> 33
        }
        var taken = 0
        for round in 0..<3000 {
            let count = Int(next() % 40)
            var bytes = [UInt8](repeating: 0, count: count).map { _ in UInt8(next() % 256) }
            if round % 2 == 0 {
                // Half of them are scalars from anywhere.
                let scalars = (0..<count).compactMap { _ in
                    Unicode.Scalar(UInt32(next() % (next() % 2 == 0 ? 0x110000 : 0x3000)))
                }
                bytes = Array(String(String.UnicodeScalarView(scalars)).utf8)
            }
            var same = bytes
            let problem = FileEncoding.problem(with: bytes.span)
            do {
                let made = try VaultPassphrase(wiping: &bytes)
                if round % 20 < 2 { _ = made.weakness() }
                let text = [UInt8](made.secret.bytes)
                #expect(String(validating: text, as: UTF8.self) != nil)
                var again = text
                #expect(try VaultPassphrase(wiping: &again).isSame(as: made), "seed \(seed)")
                taken += 1
            } catch {
                #expect([.notUTF8, .nul].contains(error))
            }
            do {
                _ = try VaultPassphrase(fileBytes: &same)
                #expect(problem == nil)
            } catch {
                #expect(same.isEmpty)
            }
        }
        #expect(taken > 500)
    }
}
