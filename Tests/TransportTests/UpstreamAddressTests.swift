import Testing

@testable import Transport

@Suite("Upstream addresses")
struct UpstreamAddressTests {
    @Test(
        "An address that leads into the house is not global, whatever form it takes",
        arguments: [
            "127.0.0.1", "127.255.255.254", "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1",
            "100.127.255.255", "169.254.169.254", "169.254.0.1", "172.16.0.1", "172.31.255.255", "192.0.0.1",
            "192.0.0.192", "192.0.2.1", "192.88.99.1", "192.168.0.1", "198.18.0.1", "198.19.255.255", "198.51.100.1",
            "203.0.113.1", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255", "100.100.100.200",
            "168.63.129.16", "::", "::1", "::2", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
            "::ffff:169.254.169.254", "::ffff:0:10.0.0.1", "64:ff9b::10.0.0.1", "64:ff9b::127.0.0.1",
            "64:ff9b::169.254.169.254", "64:ff9b:1::1", "2002:7f00:1::", "2002:a9fe:a9fe::1", "2002:c0a8:1::",
            "2001::1", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "2001:db8::1", "3fff::1", "fe80::1", "febf::1",
            "fec0::1",
            "fc00::1", "fd12:3456::1", "fd00:ec2::254", "fd20:ce::254", "ff02::1", "ff0e::1", "100::1", "4000::1",
            "2600::5efe:10.0.0.1", "2600::200:5efe:192.168.1.1", "5f00::1",
        ])
    func insideIsNotGlobal(_ text: String) throws {
        for address in try systemAddresses(of: text) { #expect(AddressReach(of: address) != .global, "\(text)") }
    }

    @Test(
        "An ordinary address is global",
        arguments: [
            "1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255",
            "128.0.0.1", "169.253.255.255", "172.15.255.255", "172.32.0.0", "192.0.1.1", "192.167.255.255",
            "198.17.255.255", "198.20.0.0", "223.255.255.255", "2606:4700::1111", "2a00:1450:4001::1",
            "64:ff9b::8.8.8.8", "::ffff:8.8.8.8", "2002:808:808::1", "2001:200::1",
        ])
    func outsideIsGlobal(_ text: String) throws {
        for address in try systemAddresses(of: text) { #expect(AddressReach(of: address) == .global, "\(text)") }
    }

    @Test("Metadata services are called by their name")
    func metadata() {
        #expect(AddressReach(of: .v4(168, 63, 129, 16)) == .metadata)
        #expect(AddressReach(of: .v4(100, 100, 100, 200)) == .metadata)
        #expect(AddressReach(of: .v6(high: 0xFD00_0EC2_0000_0000, low: 0x254)) == .metadata)
        #expect(AddressReach(of: .v4(169, 254, 169, 254)) == .linkLocal)
    }

    @Test(
        "Odd notations of loopback resolve to loopback",
        arguments: ["127.1", "0x7f000001", "2130706433", "017700000001", "localhost"])
    func oddNotations(_ text: String) throws {
        for address in try systemAddresses(of: text) { #expect(AddressReach(of: address) == .loopback) }
    }

    @Test("An address is written in the form that libcurl reads")
    func text() {
        #expect(NetworkAddress.v4(192, 0, 2, 7).description == "192.0.2.7")
        #expect(NetworkAddress.v6(high: 0x2001_0DB8_0000_0000, low: 0x1).bracketed == "[2001:db8:0:0:0:0:0:1]")
    }
}
