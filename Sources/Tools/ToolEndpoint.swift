import Approval
import Primitives
import Transport
import Wire

/// Where a tool is reached and under which bounds: the part of its registration that the model never sees.
package struct ToolEndpoint: Sendable {
    /// What is called.
    package var url: WebURL
    /// GET sends the arguments as the query, the others as a JSON body.
    package var method: UpstreamRequest.Method
    /// Sent as `Authorization: Bearer`; a handle that nothing else can read.
    package var credential: Secret?
    /// Where the request may go.
    package var rule: EgressRule
    /// How long the call may take.
    package var timeout: Duration
    /// The most bytes of its answer.
    package var maxResultBytes: Int
    /// What its answer must look like; nothing for any JSON.
    package var output: JSONSchema?

    /// An endpoint of those properties.
    package init(
        url: WebURL, method: UpstreamRequest.Method, credential: Secret?, rule: EgressRule, timeout: Duration,
        maxResultBytes: Int = 32_768, output: JSONSchema? = nil
    ) {
        self.url = url
        self.method = method
        self.credential = credential
        self.rule = rule
        self.timeout = timeout
        self.maxResultBytes = maxResultBytes
        self.output = output
    }
}
