import SafeSodium
import Statements
import Testing

@Suite("Object ids and fingerprints")
struct IdentifierTests {
    static let digits = "000102030405060708090a0b0c0d0e0f"

    @Test("an object id is its 32 digits and its 16 bytes")
    func objectID() throws {
        let id = try #require(ObjectID(hex: Self.digits))
        #expect(id == ObjectID([UInt8](0..<16)))
        #expect(id.description == Self.digits && id.hex == Self.digits)
        #expect(ObjectID(hex: "x\(Self.digits)".dropFirst()) == id)
    }

    @Test(
        "whatever is not 32 lower-case digits is no object id",
        arguments: [
            "", "00", String(digits.dropLast()), digits + "0", digits + "00",
            " " + digits.dropLast(),
            digits.uppercased(), digits.replacing("0a", with: "0g"),
            digits.replacing("0a", with: "+1"),
            digits.replacing("0a", with: "٠١"), String(digits.dropLast()) + "\u{301}",
            String(digits.dropLast()) + "０",
        ])
    func malformedObjectID(text: String) {
        #expect(ObjectID(hex: text) == nil)
    }

    @Test("ids come in the order of their digits, and random ones differ")
    func order() {
        let ids = [
            ObjectID([UInt8](repeating: 0x0F, count: 16)),
            ObjectID([UInt8](repeating: 0xA0, count: 16)),
        ]
        #expect(ids[0] < ids[1] && !(ids[1] < ids[0]))
        #expect(Set((0..<100).map { _ in ObjectID.random() }).count == 100)
    }

    // Both were computed by Python from the page's formulas: Ed25519 keys of seeds of 32 times the
    // byte, `hashlib.sha256`, and integer arithmetic.
    @Test(
        "fingerprint and safety number are those that another implementation computes",
        arguments: [
            (
                7, "198961c0c1ef674469c01d118e7006a7b1659129b79c9a5aa6f9b434625487f2",
                "33856 92228 98033 06407 23529 93658 82452 06994"
            ),
            (
                8, "9835acdc66bac876ec49c2847e1e7a3dc968b25730b39b890a3f7475d6ac584d",
                "54492 17046 56900 26589 81815 77129 30741 19021"
            ),
        ] as [(UInt8, String, String)])
    func knownAnswers(seed: UInt8, hex: String, number: String) throws {
        let fingerprint = Fingerprint(deviceKey: Samples.key(seed).verifyingKey.bytes)
        #expect(fingerprint.hex == hex)
        #expect(fingerprint.description == hex)
        #expect(fingerprint.deviceName == "amanat/" + hex.prefix(32))
        #expect(fingerprint.shortID.hex == hex.prefix(32))
        #expect(fingerprint.safetyNumber.description == number)
        #expect(Fingerprint(hex: hex) == fingerprint)
    }

    @Test(
        "groups of a safety number have leading zeros",
        arguments: [
            (String(repeating: "0", count: 64), "00000 00000 00000 00000 00000 00000 00000 00000"),
            (String(repeating: "f", count: 64), "67295 67295 67295 67295 67295 67295 67295 67295"),
            (
                digits + "101112131415161718191a1b1c1d1e1f",
                "66051 38087 10123 82159 54195 26231 98267 70303"
            ),
        ])
    func safetyNumbers(hex: String, number: String) throws {
        #expect(try #require(Fingerprint(hex: hex)).safetyNumber.description == number)
    }

    @Test("a safety number that was typed matches in any grouping, and with no digit wrong")
    func matching() throws {
        let number = try #require(Fingerprint(hex: Self.digits + Self.digits)).safetyNumber
        let text = number.description
        let bare = text.replacing(" ", with: "")
        for typed in [
            text, bare, text.replacing(" ", with: "-"), "  \(text)\n", "\u{A0}\(bare)\t",
            text.replacing(" ", with: " - "),
        ] {
            #expect(number.matches(typed))
        }
        for typed in ["", String(bare.dropLast()), bare + "0", bare + bare, "+" + bare, text + "."]
        {
            #expect(!number.matches(typed))
        }
        for index in bare.indices {
            let other = bare[index] == "9" ? "0" : "9"
            #expect(!number.matches(bare[..<index] + other + bare[bare.index(after: index)...]))
        }
    }

    @Test("fingerprints have 64 lower-case digits and come in their order")
    func fingerprints() throws {
        let (low, high) = (String(repeating: "0f", count: 32), String(repeating: "a0", count: 32))
        #expect(try #require(Fingerprint(hex: low)) < #require(Fingerprint(hex: high)))
        for text in ["", String(low.dropLast()), low + "0", high.uppercased(), Self.digits] {
            #expect(Fingerprint(hex: text) == nil)
        }
    }

    @Test("another device key, also one of another bit, makes another fingerprint and device name")
    func binding() {
        let key = Samples.key(7).verifyingKey.bytes
        var keys = [key, Samples.key(8).verifyingKey.bytes]
        for position in key.indices {
            for bit in 0..<8 {
                var changed = key
                changed[position] ^= 1 << bit
                keys.append(changed)
            }
        }
        let fingerprints = keys.map { Fingerprint(deviceKey: $0) }
        #expect(Set(fingerprints).count == 258)
        #expect(Set(fingerprints.map(\.deviceName)).count == 258)
    }

    @Test("the name of a device is the prefix and 32 lower-case digits, and nothing else")
    func deviceNames() {
        let own = Fingerprint(deviceKey: Samples.key(7).verifyingKey.bytes)
        for name in ["amanat/\(Self.digits)", own.deviceName] {
            #expect(Fingerprint.isDeviceName(name))
            #expect(Fingerprint.isDeviceName(name.dropFirst(0)))
        }
        for name in [
            "", "amanat", "amanat/", Self.digits, "/\(Self.digits)", "Amanat/\(Self.digits)",
            "amanat/\(Self.digits.uppercased())", "amanat/\(Self.digits.dropLast())",
            "amanat/\(Self.digits)0", "amanat/\(own.hex)", "amanat//\(Self.digits)",
            " amanat/\(Self.digits)", "amanat/\(Self.digits) ", "amanat/ \(Self.digits.dropLast())",
            "amanat/\(Self.digits)\u{301}", "amanat/\u{301}\(Self.digits)",
            "amanat/\(Self.digits.dropLast())é", "other/\(Self.digits)",
        ] {
            #expect(!Fingerprint.isDeviceName(name), "\(name)")
        }
    }
}
