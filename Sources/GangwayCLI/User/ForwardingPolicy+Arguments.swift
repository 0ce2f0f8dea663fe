public import ArgumentParser
public import Model

extension ForwardingPolicy.Directions: ExpressibleByArgument {}
extension ForwardingPolicy.GatewayPorts: ExpressibleByArgument {}
