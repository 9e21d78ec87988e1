import SafeSodium
import Testing
import TransparencyLog

@testable import Statements

@Suite("Fields of statements")
struct FieldTests {
    static func fingerprint(_ byte: UInt8) -> String { Samples.hash(byte).hex }

    func fingerprints(_ lines: [String]) throws -> [String] {
        let text = "kind\n" + lines.map { "to: \($0)\n" }.joined()
        var fields = try NoteLines(text, expecting: "kind")
        let fingerprints = try fields.fingerprintFields("to")
        try fields.finishFields()
        return fingerprints.map(\.hex)
    }

    @Test("1 to 64 fingerprints in ascending order are read", arguments: [1, 2, 63, 64])
    func ascending(count: Int) throws {
        let lines = (0..<count).map { Self.fingerprint(UInt8($0)) }.sorted()
        #expect(try fingerprints(lines) == lines)
    }

    @Test("no fingerprints, too many, descending or repeated ones are refused")
    func refused() {
        let sorted = (0..<65 as Range<UInt8>).map(Self.fingerprint).sorted()
        for lines in [[], sorted, [sorted[1], sorted[0]], [sorted[0], sorted[0]]] {
            #expect(throws: StatementError.note(.malformedValue(of: "to"))) {
                try fingerprints(lines)
            }
        }
    }

    @Test("one malformed fingerprint among good ones is refused, and not passed over")
    func malformedAmongGood() {
        let good = [Self.fingerprint(1), Self.fingerprint(2)].sorted()
        for bad in ["x", good[0].uppercased(), String(good[0].dropLast()), good[0] + "0"] {
            for lines in [[bad], [bad] + good, [good[0], bad, good[1]], good + [bad]] {
                #expect(throws: StatementError.note(.malformedValue(of: "to")), "\(lines)") {
                    try fingerprints(lines)
                }
            }
        }
    }
}
