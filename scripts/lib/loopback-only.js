// Preloaded (`--import`) where the system has no networks to give: a connection to another machine fails as without a network.
import { Socket } from 'node:net';

const { connect } = Socket.prototype;
const here = /^(?:localhost|127\.[\d.]+|::1|\[::1\])$/;

Socket.prototype.connect = function connectHere(...args) {
  // Node hands its own normalized arguments on as one list.
  const [target, host] = Array.isArray(args[0]) ? args[0] : args;
  const to = typeof target === 'object' ? (target.path ? 'localhost' : target.host) : host;
  if (typeof to === 'string' && !here.test(to)) {
    this.destroy(Object.assign(new Error(`connect ENETUNREACH ${to}`), { code: 'ENETUNREACH' }));
    return this;
  }
  return connect.apply(this, args);
};
