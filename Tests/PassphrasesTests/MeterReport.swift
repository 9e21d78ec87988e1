import Foundation
import Testing

@testable import Passphrases
import SafeSodium

@Suite("Report")
struct MeterReport {
    @Test("print")
    func report() throws {
        guard let path = ProcessInfo.processInfo.environment["METER"] else { return }
        for line in try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n") {
            let made = try passphrase(String(line))
            let clock = ContinuousClock()
            let start = clock.now
            let estimate = StrengthMeter.estimate(made.secret.bytes, context: [])
            print("METER", Int(estimate.bits), estimate.kind, clock.now - start, line)
        }
    }
}
